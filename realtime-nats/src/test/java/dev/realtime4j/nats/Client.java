package dev.realtime4j.nats;

import dev.realtime4j.Channel;
import dev.realtime4j.EmitException;
import dev.realtime4j.Gap;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** A Realtime, and what one subscription of it was told. */
final class Client implements AutoCloseable {
    static final Duration SECONDS = Duration.ofSeconds(20);

    private final Realtime realtime;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<Gap> gaps = new CopyOnWriteArrayList<>();

    Client(String url) {
        this(RealtimeConfig.builder(url));
    }

    Client(RealtimeConfig.Builder config) {
        realtime = Realtime.connect(config.timeouts(new RealtimeConfig.Timeouts(
                        Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5)))
                .build());
    }

    Realtime realtime() {
        return realtime;
    }

    MessageId emit(String channel, Object data) {
        return realtime.channel(channel).emit("e", data);
    }

    /** Emits until the backend takes it. */
    MessageId emitSurely(String channel, Object data) {
        List<MessageId> stored = new ArrayList<>();
        Awaitility.await()
                .atMost(SECONDS)
                .ignoreExceptionsInstanceOf(EmitException.class)
                .until(() -> {
                    stored.add(emit(channel, data));
                    return true;
                });
        return stored.get(0);
    }

    void subscribe(String channel) {
        realtime.channel(channel)
                .subscribe(options ->
                        options.onMessage(message -> told.add(message.json())).onGap(gaps::add));
    }

    List<String> history(String channel) {
        return history(realtime, channel);
    }

    /** All pages of it: one that takes long is given shorter. */
    static List<String> history(Realtime realtime, String name) {
        Channel channel = realtime.channel(name);
        List<String> json = new ArrayList<>();
        for (HistoryPage page = channel.history();
                ;
                page = channel.history(page.next().get())) {
            page.messages().forEach(message -> json.add(message.json()));
            if (page.next().isEmpty()) {
                return json;
            }
        }
    }

    void awaitTold(String... json) {
        Awaitility.await().atMost(SECONDS).until(() -> told.containsAll(List.of(json)));
    }

    List<String> told() {
        return List.copyOf(told);
    }

    List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    @Override
    public void close() {
        realtime.close();
    }

    /** What a test does to a server by itself. */
    interface Work {
        void with(Connection connection) throws Exception;
    }

    static void bare(String url, Work work) {
        try {
            Connection connection = Nats.connect(url);
            try {
                work.with(connection);
            } finally {
                connection.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
