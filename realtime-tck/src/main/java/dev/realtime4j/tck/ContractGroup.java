package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.realtime4j.Channel;
import dev.realtime4j.EmitException;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Subscription;
import dev.realtime4j.SubscriptionOptions;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A group of tests. The extension gives each test a workbench of its own. */
abstract class ContractGroup {
    /** What starts the data of emits that are made once, whatever comes of them. */
    static final String PERHAPS = "perhaps ";

    private static final AtomicLong NUMBERS = new AtomicLong();

    /** At most a minute: a test is given two, and on a cluster many rounds take longer than that. */
    private static final Duration HUNT = Duration.ofSeconds(Boolean.getBoolean("realtime.long") ? 60 : 2);

    private final TransportContract contract;
    private @Nullable Lab lab;

    ContractGroup(TransportContract contract) {
        this.contract = contract;
    }

    TransportFixture newFixture() {
        return contract.fixture();
    }

    void use(@Nullable Lab workbench) {
        lab = workbench;
    }

    Lab lab() {
        return java.util.Objects.requireNonNull(lab, "no test is running");
    }

    Client client() {
        return lab().client();
    }

    Transport transport() {
        return lab().transport();
    }

    String name() {
        return lab().name();
    }

    String name(Kept kept) {
        return lab().name(kept);
    }

    Inbox inbox() {
        return lab().inbox();
    }

    Faults faults(Faults.Kind kind) {
        return lab().faults(kind);
    }

    void demands(Profile profile) {
        Assumptions.assumeTrue(
                lab().fixture().profile().contains(profile), "the backend's profile is without " + profile);
    }

    Duration patience() {
        return lab().fixture().patience();
    }

    void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    void until(Supplier<String> what, BooleanSupplier condition) {
        Waiting.until(patience(), what, condition);
    }

    /**
     * Plays the rounds of a hunt for a race: so many as told or, on a backend where a round takes long, as many as fit into a
     * few seconds, and at least a twentieth. With the system property {@code realtime.long=true} they have a minute.
     *
     * @return how many were played
     */
    static int rounds(int most, IntConsumer round) {
        return rounds(most / 20, most, round);
    }

    /** The same with another least number of rounds. */
    static int rounds(int least, int most, IntConsumer round) {
        long end = System.nanoTime() + HUNT.toNanos();
        int played = 0;
        while (played < most && (played < least || System.nanoTime() - end < 0)) {
            round.accept(played);
            played++;
        }
        return played;
    }

    /** Subscribes with everything recorded. */
    static Subscription subscribe(Channel channel, Inbox inbox, Consumer<SubscriptionOptions> more) {
        return channel.subscribe(options -> more.accept(inbox.attach(options)));
    }

    static Subscription subscribe(Channel channel, Inbox inbox) {
        return subscribe(channel, inbox, options -> {});
    }

    /** Emits the numbers from 0 on as event {@code e}. */
    static List<MessageId> emit(Channel channel, int count) {
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(channel.emit("e", i));
        }
        return ids;
    }

    /** Emits without waiting for each; waits for all. */
    static List<MessageId> emitFast(Channel channel, int count) {
        return emitFast(channel, count, i -> i);
    }

    /** The same with one and the same data. */
    static List<MessageId> emitFast(Channel channel, int count, String data) {
        return emitFast(channel, count, i -> data);
    }

    private static List<MessageId> emitFast(Channel channel, int count, IntFunction<Object> data) {
        List<CompletableFuture<MessageId>> stages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            stages.add(channel.emitAsync("e", data.apply(i)));
        }
        return stages.stream().map(Waiting::get).toList();
    }

    /** Walks all pages of a query. */
    static List<Message<?>> walk(Channel channel, HistoryQuery query) {
        return walk(channel, query, Integer.MAX_VALUE);
    }

    /** Walks pages of a query until there are enough messages, for a log that grows as fast as it is read. */
    static List<Message<?>> walk(Channel channel, HistoryQuery query, int enough) {
        List<Message<?>> all = new ArrayList<>();
        Optional<HistoryQuery> next = Optional.of(query);
        while (next.isPresent() && all.size() < enough) {
            HistoryPage page = channel.history(next.get());
            if (!all.isEmpty() && !page.messages().isEmpty()) {
                // A walk that repeats itself might never end.
                MessageId last = all.get(all.size() - 1).id();
                assertNotEquals(last, page.messages().get(0).id(), "the next page starts with the last message");
            }
            all.addAll(page.messages());
            next = page.next();
        }
        return all;
    }

    static List<MessageId> ids(List<Message<?>> messages) {
        return messages.stream().<MessageId>map(Message::id).toList();
    }

    static List<MessageId> history(Channel channel) {
        return ids(walk(channel, HistoryQuery.all()));
    }

    static List<String> json(List<Message<?>> messages) {
        return messages.stream().map(Message::json).toList();
    }

    /** Emits again and again until the backend has taken it: for a backend that comes back. */
    MessageId emitSurely(Channel channel, Object data) {
        long deadline = System.nanoTime() + patience().toNanos();
        for (int attempt = 0; ; attempt++) {
            try {
                return channel.emit("e", data);
            } catch (EmitException away) {
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("Not stored within " + patience() + ", " + attempt + " attempts", away);
                }
            }
        }
    }

    /** Emits data that nothing else has where a failure is allowed; gives how many were stored. */
    static int emitPerhaps(Channel channel, int count) {
        int stored = 0;
        for (int i = 0; i < count; i++) {
            try {
                channel.emit("e", PERHAPS + NUMBERS.incrementAndGet());
                stored++;
            } catch (EmitException away) {
                // What the log has in the end decides.
            }
        }
        return stored;
    }
}
