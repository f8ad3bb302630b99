package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.kit.mutants.RefusingProvider.Refusal;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.Faults;
import dev.realtime4j.tck.Profile;
import dev.realtime4j.tck.SimulatedFaults;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Transports that explain a failed connection badly, are not for several threads, or promise too much (Rules F1, F3, F5, P1). */
final class PromiseMutants {
    private PromiseMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                refusal("F1", "names no address", "passes on what the driver says", Refusal.NAMES_NO_ADDRESS),
                refusal(
                        "F1",
                        "keeps the cause to itself",
                        "makes a new exception of a message",
                        Refusal.KEEPS_THE_CAUSE),
                refusal("F1", "never gives up connecting", "trusts the driver's own timeout", Refusal.NEVER_GIVES_UP),
                refusal(
                        "F1",
                        "tries wrong credentials again",
                        "takes every refusal for an outage",
                        Refusal.RETRIES_CREDENTIALS),
                refusal("F3", "shows the password", "names the URL where it means the address", Refusal.SHOWS_THE_URL),
                refusal(
                        "F3",
                        "shows the password in the cause",
                        "masks its own message, not the driver's",
                        Refusal.SHOWS_THE_URL_IN_THE_CAUSE),
                new TransportMutant("F5", "encodes into one buffer", "was written for one thread", OneBuffer::new),
                promise("does not even promise the core", "reads the profiles as a choice", Set.of(Profile.DURABLE)),
                promise(
                        "promises processes without a way to reach them",
                        "has tried two clients in one process",
                        Set.of(Profile.CORE, Profile.SHARED)),
                promise(
                        "promises a cluster that is never hurt",
                        "has tried a cluster in good health",
                        Set.of(Profile.CORE, Profile.CLUSTERED)),
                new TransportMutant(
                        "P1",
                        "promises restarts that are never tried",
                        "has tried the backend in good health",
                        Way.DURABLE,
                        () -> new Broken() {
                            @Override
                            Set<Faults.Kind> offered(Set<Faults.Kind> right) {
                                return Set.of(Faults.Kind.CUT, Faults.Kind.OUTAGE);
                            }
                        }),
                new TransportMutant(
                        "P1",
                        "loses the newest in a restart",
                        "acknowledges before the disk does",
                        Way.DURABLE,
                        LosesTheNewest::new));
    }

    private static TransportMutant refusal(String rule, String name, String story, Refusal refusal) {
        return new TransportMutant(rule, name, story, () -> new Broken() {
            @Override
            Refusal refusal() {
                return refusal;
            }
        });
    }

    private static TransportMutant promise(String name, String story, Set<Profile> profile) {
        return new TransportMutant("P1", name, story, () -> new Broken() {
            @Override
            Set<Profile> profile(Set<Profile> right) {
                return profile;
            }
        });
    }

    /** What two threads append at one moment is mixed up. */
    private static final class OneBuffer extends Broken {
        private static final long NANOS = 20_000;

        private final AtomicReference<Entry> buffer = new AtomicReference<>();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            buffer.set(entry);
            LockSupport.parkNanos(this, NANOS);
            Entry encoded = buffer.get();
            return next.append(channel, encoded == null ? entry : encoded);
        }
    }

    private static final class LosesTheNewest extends Broken {
        private final Set<String> channels = ConcurrentHashMap.newKeySet();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            channels.add(channel);
            return next.append(channel, entry);
        }

        @Override
        void restarted(SimulatedFaults faults) {
            channels.forEach(channel -> faults.loseTail(channel, 1));
        }
    }
}
