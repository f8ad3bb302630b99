package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The begin and the end of a connection, and what throws while it is used. */
@Tag("once")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String server = "127.0.0.1:" + SharedKafka.server().port();
    private final TestTopic topic = new TestTopic(server);

    @AfterEach
    void close() {
        topic.close();
    }

    /** An address from which nothing ever comes, not even a refusal, as of a host that is switched off. */
    private static final class Silence implements AutoCloseable {
        private static final int MOST = 100;

        private final ServerSocket socket;
        private final List<Socket> waiting = new ArrayList<>();

        Silence() throws IOException {
            socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            while (connects()) {
                assertThat(waiting).as("as many as wait to be accepted").hasSizeLessThan(MOST);
            }
        }

        private boolean connects() throws IOException {
            Socket one = new Socket();
            waiting.add(one);
            try {
                one.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort()), 300);
                return true;
            } catch (SocketTimeoutException full) {
                return false;
            }
        }

        String address() {
            return "127.0.0.1:" + socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (Socket one : waiting) {
                one.close();
            }
            socket.close();
        }
    }

    /** Which address a client tries first is a matter of chance. */
    @Test
    void anAddressThatIsSilentIsNotWaitedForWhileAnotherAnswers() throws IOException {
        try (Silence silence = new Silence()) {
            for (int i = 0; i < 6; i++) {
                try (Realtime realtime = Realtime.connect(topic.url(silence.address() + "," + server))) {
                    assertThat(realtime.emit("e", i)).isNotNull();
                }
            }
        }
    }

    @Test
    void whoIsInterruptedClosesAllTheSame() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Realtime realtime = topic.direct();
        realtime.channel("c").subscribe(options -> options.onMessage(message -> {}));
        realtime.channel("c").emit("e", 1);
        assertThat(realtime.channel("c").history().messages()).hasSize(1);
        Thread.currentThread().interrupt();
        realtime.close();
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> !before.contains(thread))
                                .map(Thread::getName)
                                .filter(name -> name.contains("realtime")))
                        .isEmpty());
    }

    /** As for want of memory. */
    private static final class FailingSink extends ListingSink {
        private int calls;

        @Override
        public void entry(StoredEntry entry, @Nullable MessageId previous) {
            calls++;
            if (calls == 2) {
                throw new OutOfMemoryError("of a test");
            }
            super.entry(entry, previous);
        }
    }

    @Test
    void anErrorEndsNoLiveDelivery() {
        RealtimeConfig config = RealtimeConfig.builder(topic.url(server)).build();
        try (Transport transport = new KafkaProvider().open(config)) {
            FailingSink sink = new FailingSink();
            transport.listen("c", sink).toCompletableFuture().join();
            List<MessageId> ids = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ids.add(transport
                        .append("c", new Entry("e", new byte[] {'1'}, null))
                        .toCompletableFuture()
                        .join());
            }
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(sink.told).containsAll(ids));
        }
    }
}
