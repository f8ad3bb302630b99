package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.SimulatedFaults;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kit's own faults: what a test builds on has to have happened when the call returns. */
@Timeout(30)
class SimulatedFaultsTest {
    private static final class Busy implements Sink {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch leave = new CountDownLatch(1);
        private volatile boolean interrupted;

        @Override
        public void entry(StoredEntry entry, @Nullable MessageId previous) {
            entered.countDown();
            try {
                leave.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void changed() {}

        @Override
        public void interrupted(Throwable cause) {
            interrupted = true;
        }

        @Override
        public void restored() {}
    }

    @Test
    void aSinkThatIsBusyKnowsOfAnInterruptionWhenTheCallReturns() throws InterruptedException {
        SimulatedFaults faults = new SimulatedFaults();
        Busy sink = new Busy();
        try (Transport transport = faults.wrap(() -> InMemoryTransport.of(
                RealtimeConfig.builder("memory:simulated-faults").build()))) {
            transport.listen("c", sink).toCompletableFuture().join();
            Entry entry = new Entry("e", "1".getBytes(StandardCharsets.UTF_8), null);
            CompletableFuture<Void> emitter = CompletableFuture.runAsync(
                    () -> transport.append("c", entry).toCompletableFuture().join());
            sink.entered.await();
            CompletableFuture<Boolean> known = new CompletableFuture<>();
            Thread test = new Thread(() -> {
                faults.interrupt();
                known.complete(sink.interrupted);
            });
            test.start();
            await().until(() -> known.isDone() || test.getState() == Thread.State.WAITING);
            sink.leave.countDown();
            assertThat(known.join()).isTrue();
            emitter.join();
        }
    }

    /** A read whose cursor is judged before the loss, and which gives what came after it, would hide the loss. */
    @Test
    void aReadDuringWhichATailIsLostJudgesWhatItGives() {
        SimulatedFaults faults = new SimulatedFaults();
        RealtimeConfig config = RealtimeConfig.builder("memory:").build();
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        Transport slow = new ForwardingTransport(InMemoryTransport.of(config)) {
            @Override
            public CompletionStage<Page> read(String channel, ReadRequest request) {
                meanwhile.getAndSet(() -> {}).run();
                return super.read(channel, request);
            }
        };
        try (Transport transport = faults.wrap(() -> slow)) {
            Entry entry = new Entry("e", "1".getBytes(StandardCharsets.UTF_8), null);
            MessageId kept = Client.join(transport.append("c", entry));
            MessageId seen = Client.join(transport.append("c", entry));
            meanwhile.set(() -> {
                faults.loseTail("c", 1);
                Client.join(transport.append("c", entry));
            });
            Page page = Client.join(transport.read("c", ReadRequest.after(seen, 10, 1000)));
            assertThat(page.continuity()).isEqualTo(Continuity.OTHER_LOG);
            assertThat(page.scannedTo()).isEqualTo(kept);
        }
    }

    @Test
    void aLostTailMayBeBehindAnother() {
        SimulatedFaults faults = new SimulatedFaults();
        RealtimeConfig config = RealtimeConfig.builder("memory:").build();
        try (Realtime realtime = Realtime.over(faults.wrap(() -> InMemoryTransport.of(config)), config)) {
            Channel channel = realtime.channel("c");
            List<MessageId> expected = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                expected.add(channel.emit("e", i));
            }
            faults.loseTail("c", 3);
            faults.loseTail("c", 3);
            expected.subList(4, 10).clear();
            expected.add(channel.emit("e", "after"));
            assertThat(walk(channel, HistoryQuery.all().limit(1))).isEqualTo(expected);
            List<MessageId> newestFirst =
                    walk(channel, HistoryQuery.all().newestFirst().limit(1));
            Collections.reverse(newestFirst);
            assertThat(newestFirst).isEqualTo(expected);
        }
    }

    private static List<MessageId> walk(Channel channel, HistoryQuery query) {
        List<MessageId> ids = new ArrayList<>();
        for (Optional<HistoryQuery> next = Optional.of(query); next.isPresent(); ) {
            HistoryPage page = channel.history(next.get());
            page.messages().forEach(message -> ids.add(message.id()));
            next = page.next();
        }
        return ids;
    }
}
