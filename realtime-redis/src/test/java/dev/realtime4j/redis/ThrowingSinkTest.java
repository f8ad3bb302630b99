package dev.realtime4j.redis;

import static org.awaitility.Awaitility.await;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.broker.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sink that throws, as none should: all others share its thread. */
@Tag("once")
@Timeout(120)
class ThrowingSinkTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void listeningIsInterruptedAndGoesOn(boolean withError) {
        try (RedisServer server = RedisServer.launch();
                Transport transport = new RedisProvider()
                        .open(TestClient.config(server.url(), 3_000).build())) {
            Recorder throwing = new Recorder(true, withError);
            Recorder other = new Recorder(false, false);
            Tail first = transport.listen("a", throwing).toCompletableFuture().join();
            Tail second = transport.listen("b", other).toCompletableFuture().join();

            transport.append("a", entry(1)).toCompletableFuture().join();
            await().until(() -> other.told.equals(List.of("interrupted", "restored")));
            transport.append("b", entry(2)).toCompletableFuture().join();
            await().until(() -> other.told.equals(List.of("interrupted", "restored", "2")));
            first.close();
            second.close();
        }
    }

    private static Entry entry(int data) {
        return new Entry("e", String.valueOf(data).getBytes(StandardCharsets.US_ASCII), null);
    }

    private static final class Recorder implements Sink {
        final List<String> told = new CopyOnWriteArrayList<>();
        private final boolean throwing;
        private final boolean error;

        Recorder(boolean throwing, boolean error) {
            this.throwing = throwing;
            this.error = error;
        }

        @Override
        public void entry(StoredEntry entry, @Nullable MessageId previous) {
            if (throwing && error) {
                throw new InternalError("a faulty sink");
            } else if (throwing) {
                throw new IllegalStateException("a faulty sink");
            }
            told.add(new String(entry.json(), StandardCharsets.US_ASCII));
        }

        @Override
        public void changed() {
            told.add("changed");
        }

        @Override
        public void interrupted(Throwable cause) {
            told.add("interrupted");
        }

        @Override
        public void restored() {
            told.add("restored");
        }
    }
}
