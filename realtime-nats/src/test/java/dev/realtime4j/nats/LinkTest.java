package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class LinkTest {
    private static final String LAME_DUCK =
            "INFO {\"server_id\":\"S\",\"version\":\"2.9.0\",\"headers\":true,\"max_payload\":1048576,\"ldm\":true}\r\n";

    /** When each connection was made; all but the first are of no use. */
    private static final class Useless implements Link.Watcher {
        private final List<Long> made = new CopyOnWriteArrayList<>();

        @Override
        public void up(Connection connection) {
            made.add(System.nanoTime());
            if (made.size() > 1) {
                throw new IllegalStateException("the streams have no leader");
            }
        }

        @Override
        public void down(String cause) {}
    }

    /** As where a machine has no more threads for a while. */
    @Test
    void anErrorEndsOnlyTheAttempt() throws Exception {
        try (NatsServer server = NatsServer.launch()) {
            RealtimeConfig config =
                    RealtimeConfig.builder("nats://127.0.0.1:" + server.port()).build();
            AtomicInteger ups = new AtomicInteger();
            Link.Watcher watcher = new Link.Watcher() {
                @Override
                public void up(Connection connection) {
                    if (ups.incrementAndGet() == 2) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                }

                @Override
                public void down(String cause) {}
            };
            try (Link link = new Link("test", new Connections(NatsSettings.of(config), config), watcher)) {
                link.open(config.timeouts().connect());
                Objects.requireNonNull(link.current()).close();
                Awaitility.await().atMost(Client.SECONDS).until(() -> ups.get() == 3);
                assertThat(link.standing(Client.SECONDS)).succeedsWithin(Client.SECONDS);
            }
        }
    }

    /** A server that comes back before its streams do is not flooded with connections. */
    @Test
    void attemptsBackOffAlsoWhereAConnectionIsOfNoUse() throws Exception {
        try (NatsServer server = NatsServer.launch()) {
            RealtimeConfig config =
                    RealtimeConfig.builder("nats://127.0.0.1:" + server.port()).build();
            Useless watcher = new Useless();
            try (Link link = new Link("test", new Connections(NatsSettings.of(config), config), watcher)) {
                link.open(config.timeouts().connect());
                Objects.requireNonNull(link.current()).close();
                Awaitility.await()
                        .atMost(Client.SECONDS)
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> watcher.made.size() >= 7);
                // At least half of 40, 80, 160, 320 and 640 ms.
                assertThat(Duration.ofNanos(watcher.made.get(6) - watcher.made.get(1)))
                        .isGreaterThan(Duration.ofMillis(600));
            }
        }
    }

    private static final class Patient implements Link.Watcher {
        private final AtomicInteger ups = new AtomicInteger();

        @Override
        public void up(Connection connection) {
            ups.incrementAndGet();
        }

        @Override
        public void down(String cause) {}

        @Override
        public boolean mayWait() {
            return true;
        }
    }

    /** A server that is to be stopped says so, and cuts its clients some time later, whatever they wait for. */
    @Test
    void aServerThatIsAboutToEndIsLeftWhenItHasAnswered() {
        try (NatsServer server = NatsServer.launch();
                FaultyLink way = new FaultyLink(server.host(), server.port())) {
            Client.bare("nats://127.0.0.1:" + server.port(), other -> leaves(way, other));
        }
    }

    private static void leaves(FaultyLink way, Connection other) throws Exception {
        RealtimeConfig config =
                RealtimeConfig.builder("nats://127.0.0.1:" + way.port()).build();
        Patient watcher = new Patient();
        BlockingQueue<Message> questions = new LinkedBlockingQueue<>();
        other.createDispatcher(questions::add).subscribe("question");
        other.flush(Client.SECONDS);
        try (Link link = new Link("test", new Connections(NatsSettings.of(config), config), watcher)) {
            link.open(config.timeouts().connect());
            CompletableFuture<Message> answer = link.request("question", null, new byte[0], Client.SECONDS);
            Message question = questions.take();
            way.say(LAME_DUCK.getBytes(StandardCharsets.US_ASCII));
            Awaitility.await("it is asked no more").atMost(Client.SECONDS).until(() -> isAskedNoMore(link));
            assertThat(watcher.ups).hasValue(1);
            other.publish(question.getReplyTo(), new byte[0]);
            assertThat(answer).succeedsWithin(Client.SECONDS);
            Awaitility.await("another one").atMost(Client.SECONDS).until(() -> watcher.ups.get() == 2);
            assertThat(isAskedNoMore(link)).isFalse();
        }
    }

    private static boolean isAskedNoMore(Link link) {
        try {
            return link.request("nobody", null, new byte[0], Client.SECONDS) == null;
        } catch (IllegalStateException left) {
            return true;
        }
    }
}
