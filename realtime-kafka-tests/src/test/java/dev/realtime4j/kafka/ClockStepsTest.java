package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Gap;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Subscription;
import dev.realtime4j.SubscriptionOptions;
import dev.realtime4j.tck.broker.KafkaServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A broker whose clock is set back and ahead by an hour, so that the times of messages, which are part of their ids, step: the
 * offset alone is a message's place, and each is judged by its own time.
 */
@Tag("once")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClockStepsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int EACH = 4;

    /** Where the clock is set between messages, in minutes from the right time: back, right, ahead, right, and so on. */
    private static final List<Integer> MINUTES = List.of(0, -60, 0, 60, 0, 60, -60, 0);

    private static final KafkaServer SERVER = SharedKafka.withClock();

    private final TestTopic topic = new TestTopic("127.0.0.1:" + SERVER.port());
    private final List<MessageId> ids = new ArrayList<>();
    private final Heard live = new Heard();
    private @Nullable Realtime realtime;

    /** What a subscription was told. */
    private static final class Heard implements Consumer<SubscriptionOptions> {
        private final List<Object> told = new CopyOnWriteArrayList<>();

        @Override
        public void accept(SubscriptionOptions options) {
            options.onMessage(message -> told.add(message.id())).onGap(told::add);
        }

        Subscription subscribe(Channel channel, Consumer<SubscriptionOptions> from) {
            return channel.subscribe(options -> from.andThen(this).accept(options));
        }

        void awaitExactly(List<MessageId> wanted) {
            // Many are awaited one after the other, most of which have been told long before.
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .untilAsserted(() -> assertThat(told).as("told").isEqualTo(wanted));
        }
    }

    private Realtime realtime() {
        return Objects.requireNonNull(realtime);
    }

    private Channel channel() {
        return realtime().channel("c");
    }

    /** A busy machine has other things to do than to be quick with a new broker. */
    private Realtime connect() {
        return Realtime.connect(RealtimeConfig.builder(topic.url(topic.servers()))
                .timeouts(new RealtimeConfig.Timeouts(PATIENCE, PATIENCE, PATIENCE))
                .build());
    }

    @BeforeEach
    void emitWhileTheClockSteps() {
        realtime = connect();
        live.subscribe(channel(), options -> {});
        int ahead = 0;
        for (int minutes : MINUTES) {
            SERVER.stepClock(Duration.ofMinutes(minutes - ahead));
            ahead = minutes;
            for (int i = 0; i < EACH; i++) {
                ids.add(channel().emit("e", ids.size()));
            }
        }
        assertThat(ahead).as("the clock is right again").isZero();
    }

    @AfterEach
    void close() {
        if (realtime != null) {
            realtime.close();
        }
        topic.close();
    }

    /** Else nothing is shown here. */
    private void assertTimesStep() {
        long start = ids.get(0).minor();
        for (int i = 0; i < ids.size(); i++) {
            Duration ahead = Duration.ofMillis(ids.get(i).minor() - start);
            assertThat(ahead.toMinutes() - MINUTES.get(i / EACH))
                    .as("minutes of message %s", i)
                    .isBetween(-3L, 3L);
        }
    }

    @Test
    void whoFollowsIsToldEachOnceInOrder() {
        live.awaitExactly(ids);
        assertTimesStep();
        List<Message<?>> kept = channel().history().messages();
        assertThat(ids(kept)).isEqualTo(ids);
        assertThat(kept.stream().map(Message::epochMillis))
                .as("the same time live, in history, and in the id")
                .isEqualTo(ids.stream().map(MessageId::minor).toList());
        assertThat(ids).isSorted();
        MessageId next = channel().emit("e", "next");
        List<MessageId> all = new ArrayList<>(ids);
        all.add(next);
        live.awaitExactly(all);
    }

    @Test
    void afterEachIdComesWhatFollowsIt() {
        assertResumes(realtime());
        try (Realtime fresh = connect()) {
            assertResumes(fresh);
        }
    }

    private void assertResumes(Realtime resuming) {
        Channel channel = resuming.channel("c");
        List<Heard> all = new ArrayList<>();
        for (MessageId cursor : ids) {
            Heard heard = new Heard();
            heard.subscribe(channel, options -> options.after(cursor).failOnGap());
            all.add(heard);
        }
        ids.add(channel().emit("e", "live"));
        for (int i = 0; i < all.size(); i++) {
            all.get(i).awaitExactly(ids.subList(i + 1, ids.size()));
            HistoryPage page = channel.history(HistoryQuery.all().after(ids.get(i)));
            assertThat(ids(page.messages())).isEqualTo(ids.subList(i + 1, ids.size()));
            assertThat(page.gap()).isEmpty();
        }
    }

    @Test
    void anIdWithTheTimeOfAnotherIsAReset() {
        MessageId wrong = new MessageId(ids.get(EACH).major(), ids.get(EACH - 1).minor());
        try (Realtime fresh = connect()) {
            for (Realtime one : List.of(fresh, realtime())) {
                assertThat(one.channel("c")
                                .history(HistoryQuery.all().after(wrong))
                                .gap())
                        .get()
                        .matches(Gap::isReset);
            }
        }
    }

    @Test
    void pagesAreWholeForwardAndBackward() {
        List<MessageId> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);
        try (Realtime fresh = connect()) {
            for (Realtime one : List.of(fresh, realtime())) {
                for (int limit : List.of(1, 3, EACH, 7, ids.size(), 1_000)) {
                    HistoryQuery all = HistoryQuery.all().limit(limit);
                    assertThat(walk(one, all)).as("by %s", limit).isEqualTo(ids);
                    assertThat(walk(one, all.newestFirst()))
                            .as("newest first, by %s", limit)
                            .isEqualTo(reversed);
                    List<MessageId> newest = ids.subList(Math.max(0, ids.size() - limit), ids.size());
                    assertThat(ids(one.channel("c")
                                    .history(HistoryQuery.latest(limit))
                                    .messages()))
                            .isEqualTo(newest);
                }
            }
        }
    }

    private static List<MessageId> walk(Realtime realtime, HistoryQuery query) {
        List<MessageId> walked = new ArrayList<>();
        Optional<HistoryQuery> next = Optional.of(query);
        while (next.isPresent()) {
            HistoryPage page = realtime.channel("c").history(next.get());
            assertThat(page.gap()).isEmpty();
            walked.addAll(ids(page.messages()));
            next = page.next();
        }
        return walked;
    }

    private static List<MessageId> ids(List<? extends Message<?>> messages) {
        return messages.stream().<MessageId>map(Message::id).toList();
    }

    /** Each by its own time (Rule H1): not only up to the first that is outside. */
    @Test
    void rangesOfTimeGiveEachByItsOwnTime() {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < ids.size(); i += EACH) {
            times.add(ids.get(i).minor());
        }
        try (Realtime fresh = connect()) {
            for (Realtime one : List.of(fresh, realtime())) {
                for (long start : times) {
                    for (long end : times) {
                        assertRange(one, start, end);
                    }
                }
            }
        }
    }

    private void assertRange(Realtime realtime, long start, long end) {
        HistoryQuery range =
                HistoryQuery.all().since(Instant.ofEpochMilli(start)).until(Instant.ofEpochMilli(end));
        List<MessageId> wanted = new ArrayList<>(ids.stream()
                .filter(id -> id.minor() >= start && id.minor() <= end)
                .toList());
        assertThat(walk(realtime, range)).as("%s to %s", start, end).isEqualTo(wanted);
        assertThat(walk(realtime, range.limit(5)))
                .as("%s to %s by pages", start, end)
                .isEqualTo(wanted);
        Collections.reverse(wanted);
        assertThat(walk(realtime, range.newestFirst().limit(5)))
                .as("%s to %s newest first", start, end)
                .isEqualTo(wanted);
    }

    /** The first of that time or later, then everything after it (Rule S4). */
    @Test
    void fromATimeComesAllThatFollowsTheFirstOfIt() {
        try (Realtime fresh = connect()) {
            for (Realtime one : List.of(fresh, realtime())) {
                for (int i = 0; i < ids.size(); i += EACH - 1) {
                    MessageId start = ids.get(i);
                    int first = 0;
                    while (ids.get(first).minor() < start.minor()) {
                        first++;
                    }
                    Heard heard = new Heard();
                    Instant since = Instant.ofEpochMilli(start.minor());
                    try (Subscription subscription =
                            heard.subscribe(one.channel("c"), options -> options.replaySince(since))) {
                        heard.awaitExactly(ids.subList(first, ids.size()));
                        assertThat(subscription.position()).isEqualTo(ids.get(ids.size() - 1));
                    }
                }
            }
        }
    }
}
