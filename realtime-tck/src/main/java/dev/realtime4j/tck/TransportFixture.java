package dev.realtime4j.tck;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the kit needs of a backend: one store, and clients of it.
 *
 * <p>{@link TransportContract#fixture()} gives one for each test, and the kit closes it afterwards. A store may be new for
 * each test or be shared by all tests of a class (channel names never repeat within a run); what is expensive, such as a
 * broker process, belongs into a static field of the backend's test class. No message of an earlier run may be in it.
 *
 * <p>The methods are called by one thread at a time.
 */
public interface TransportFixture extends AutoCloseable {

    /**
     * What the report calls the backend.
     *
     * @return the name and version of the backend and of its driver, such as {@code Redis 7.2.5, jedis 6.0.0}
     */
    String backend();

    /**
     * What the backend promises. It only selects rules and demands hooks; see {@link Profile}.
     *
     * @return the profiles, {@link Profile#CORE} always among them
     */
    Set<Profile> profile();

    /**
     * Opens another independent client of the store, as another process would. Called several times in a test; the kit
     * closes the clients.
     *
     * @param config made from {@link #config()}, with the kit's retention, which is the same for all clients of all tests
     * @return a connected transport
     */
    Transport open(RealtimeConfig config);

    /**
     * Starts a configuration for this store.
     *
     * @return a builder with the URL and the clock of this fixture, if it has them
     */
    default RealtimeConfig.Builder config() {
        RealtimeConfig.Builder builder = url().map(RealtimeConfig::builder).orElseGet(RealtimeConfig::builder);
        clock().ifPresent(builder::clock);
        return builder;
    }

    /**
     * The URL, with all options, by which another process reaches the same store through {@code Realtime.connect}.
     *
     * @return a URL; empty for a store that lives in this process
     */
    default Optional<String> url() {
        return Optional.empty();
    }

    /**
     * The URL that the kit gives to a second process. A fixture of a cluster names other nodes here than in {@link #url()}, so
     * that the two processes do not meet at one of them.
     *
     * @return a URL of the same store, by default {@link #url()}
     */
    default Optional<String> peerUrl() {
        return url();
    }

    /**
     * A URL of this backend's scheme under which nothing answers (Rule F1).
     *
     * @return a URL with the password {@code tck-secret} in it, if the backend knows passwords; empty if a connection
     *     cannot fail
     */
    default Optional<String> deadUrl() {
        return Optional.empty();
    }

    /**
     * A URL by which the backend is reached and refuses the credentials (Rule F1).
     *
     * @return a URL with the wrong password {@code tck-secret}; empty if the fixture's backend asks for none
     */
    default Optional<String> deniedUrl() {
        return Optional.empty();
    }

    /**
     * The faults that can be caused in the backend.
     *
     * @return the faults, if there are any
     */
    default Optional<Faults> faults() {
        return Optional.empty();
    }

    /**
     * Tests that a fault of the backend in the version at hand makes fail, however right the transport is. They are not run;
     * the report counts them apart, as excused, each with the reason, and their rules as passed in part. To be asked of the
     * version, so that a backend without the fault is tested, and to be said in the transport's documentation as well.
     *
     * @return reasons by the name of the test; by default none
     */
    default Map<String, String> excused() {
        return Map.of();
    }

    /**
     * The clock that timestamps and ages of this store are taken from, if it can be driven. Without it, rules about age
     * are tested with short real ages.
     *
     * @return the clock, if timestamps come from it
     */
    default Optional<MutableClock> clock() {
        return Optional.empty();
    }

    /**
     * How long the kit waits for what must come.
     *
     * @return 10 s by default; more for backends that take long to recover
     */
    default Duration patience() {
        return Duration.ofSeconds(10);
    }

    /**
     * How long the kit watches for what must not come.
     *
     * @return 150 ms by default; longer than a message takes from an emitter to a subscriber
     */
    default Duration quiet() {
        return Duration.ofMillis(150);
    }

    /** Ends the fixture. The clients are closed already. */
    @Override
    void close();
}
