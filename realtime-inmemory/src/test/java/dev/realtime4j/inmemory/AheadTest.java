package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeMetrics;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.SimulatedFaults;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A subscription that has read from the log what the live path has not told this process yet. */
class AheadTest {
    private final SimulatedFaults faults = new SimulatedFaults();
    private final AtomicInteger reads = new AtomicInteger();
    private final RealtimeConfig config = RealtimeConfig.builder("memory:")
            .metrics(new RealtimeMetrics() {
                @Override
                public void readFromLog(int count) {
                    reads.incrementAndGet();
                }
            })
            .build();
    private volatile CompletableFuture<?> gate = CompletableFuture.completedFuture(null);
    private final Realtime realtime = Realtime.over(new Late(faults.wrap(() -> InMemoryTransport.of(config))), config);
    private final Channel channel = realtime.channel("c");
    private final List<Object> live = new CopyOnWriteArrayList<>();
    private final List<Object> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        realtime.close();
    }

    /** Answers reads of messages when the gate is open; those of heads at once. */
    private final class Late extends ForwardingTransport {
        Late(Transport log) {
            super(log);
        }

        @Override
        public CompletionStage<Page> read(String channel, ReadRequest request) {
            return request.limit() == 0
                    ? super.read(channel, request)
                    : gate.thenCompose(open -> super.read(channel, request));
        }
    }

    private void follow() {
        channel.subscribe(options -> options.onMessage(message -> live.add(message.id())));
    }

    private void replay() {
        channel.subscribe(options ->
                options.replay().onMessage(message -> told.add(message.id())).onGap(told::add));
    }

    /** As when a backend fails over to a replica that has less: what this process had not heard of is no loss to it. */
    @Test
    void isToldThatTheLogHasLostThat() {
        follow();
        MessageId first = channel.emit("e", 1);
        await().untilAsserted(() -> assertThat(live).containsExactly(first));
        faults.interrupt();
        MessageId lost = channel.emit("e", 2);
        replay();
        await().untilAsserted(() -> assertThat(told).containsExactly(first, lost));
        faults.loseTail("c", 1);
        MessageId next = channel.emit("e", 3);
        await().untilAsserted(() ->
                assertThat(told).containsExactly(first, lost, new Gap("c", lost, next, Gap.Reason.RESET), next));
        await().untilAsserted(() -> assertThat(live).containsExactly(first, next));
    }

    /** The channel is empty where it is followed, so that no message shows that the log is another one. */
    @Test
    void isToldOfAnotherLog() {
        follow();
        faults.interrupt();
        MessageId gone = channel.emit("e", 1);
        replay();
        await().untilAsserted(() -> assertThat(told).containsExactly(gone));
        faults.recreate();
        MessageId next = channel.emit("e", 2);
        await().untilAsserted(
                        () -> assertThat(told).containsExactly(gone, new Gap("c", gone, next, Gap.Reason.RESET), next));
    }

    @Test
    void isToldThatAlsoWhereNothingFollows() {
        follow();
        faults.interrupt();
        MessageId gone = channel.emit("e", 1);
        replay();
        await().untilAsserted(() -> assertThat(told).containsExactly(gone));
        faults.recreate();
        Gap reset = new Gap("c", gone, MessageId.BEGINNING, Gap.Reason.RESET);
        await().untilAsserted(() -> assertThat(told).containsExactly(gone, reset));
    }

    @Test
    void readsNoMoreOnceThatHasCome() {
        follow();
        faults.delayLive(Duration.ofMillis(300));
        MessageId first = channel.emit("e", 1);
        replay();
        await().untilAsserted(() -> assertThat(told).containsExactly(first));
        int before = reads.get();
        MessageId second = channel.emit("e", 2);
        await().untilAsserted(() -> assertThat(told).containsExactly(first, second));
        await().untilAsserted(() -> assertThat(live).containsExactly(first, second));
        assertThat(reads).hasValue(before);
    }

    /** It starts in the new log, of which this process does not know yet that it is another one (Rule S2). */
    @Test
    void whoComesToANewLogIsToldNothingOfIt() {
        follow();
        MessageId first = channel.emit("e", 1);
        await().untilAsserted(() -> assertThat(live).containsExactly(first));
        CompletableFuture<Void> opening = new CompletableFuture<>();
        gate = opening;
        faults.recreate();
        MessageId before = channel.emit("e", 2);
        channel.subscribe(
                options -> options.onMessage(message -> told.add(message.id())).onGap(told::add));
        opening.complete(null);
        await().untilAsserted(() -> assertThat(live).containsExactly(first, before));
        MessageId after = channel.emit("e", 3);
        await().untilAsserted(() -> assertThat(live).containsExactly(first, before, after));
        await().untilAsserted(() -> assertThat(told).contains(after));
        assertThat(told).containsExactly(after);
    }
}
