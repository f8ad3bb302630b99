package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.tck.broker.RedisServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes from the server and is no answer of Redis. */
@Tag("once")
@Timeout(120)
class GarbledAnswersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.1 400 Bad Request\r\n", "$-5\r\n", "*-7\r\n", "*1\r\n", ":text\r\n", "+OK\r\n", "\r\n"})
    void whatIsNoAnswerEndsTheConnectionsAndTheNextOnesGoOn(String garbage) throws IOException {
        try (RedisServer server = RedisServer.launch();
                Garbler link = new Garbler(server);
                Realtime other = TestClient.connect(server.url(), 3_000);
                Realtime realtime = TestClient.connect(link.url(), 3_000)) {
            Channel channel = realtime.channel("garbled");
            Told told = Told.of(realtime, "garbled");
            other.channel("garbled").emit("e", 1);
            await().until(() -> told.data.size() == 1);

            link.say(garbage);
            other.channel("garbled").emit("e", 2);
            await().until(() -> told.data.equals(List.of("1", "2")));
            await().ignoreExceptionsInstanceOf(RealtimeException.class)
                    .untilAsserted(() -> assertThat(channel.emit("e", 3)).isNotNull());
            await().ignoreExceptionsInstanceOf(RealtimeException.class)
                    .untilAsserted(() ->
                            assertThat(TestClient.log(realtime, "garbled")).isEqualTo(told.data));
            assertThat(told.gaps).isEmpty();
        }
    }

    /** Passes on what both sides say, and speaks for the server when it is told to. */
    private static final class Garbler implements Closeable {
        private final RedisServer server;
        private final ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final List<Socket> clients = new CopyOnWriteArrayList<>();

        Garbler(RedisServer server) throws IOException {
            this.server = server;
            start(this::serve);
        }

        String url() {
            return "redis://127.0.0.1:" + door.getLocalPort();
        }

        void say(String text) throws IOException {
            for (Socket client : clients) {
                client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            }
        }

        private interface Task {
            void run() throws IOException;
        }

        private static void start(Task task) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            task.run();
                        } catch (IOException ended) {
                            // One side has gone.
                        }
                    },
                    "garbler");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve() throws IOException {
            while (true) {
                Socket client = door.accept();
                Socket back = new Socket(server.host(), server.port());
                clients.add(client);
                start(() -> pass(client, back));
                start(() -> pass(back, client));
            }
        }

        private void pass(Socket from, Socket to) throws IOException {
            try (from;
                    to) {
                OutputStream out = to.getOutputStream();
                from.getInputStream().transferTo(out);
            } finally {
                clients.remove(from);
                clients.remove(to);
            }
        }

        @Override
        public void close() throws IOException {
            door.close();
            for (Socket client : clients) {
                client.close();
            }
        }
    }
}
