package dev.realtime4j.redis;

import dev.realtime4j.Channel;
import dev.realtime4j.Emission;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What most tests of this module need of a client: short timeouts, and what a subscription was told. */
final class TestClient {
    private TestClient() {}

    static RealtimeConfig.Builder config(String url, long requestMillis) {
        Duration request = Duration.ofMillis(requestMillis);
        return RealtimeConfig.builder(url)
                .timeouts(new RealtimeConfig.Timeouts(Duration.ofSeconds(5), request, Duration.ofSeconds(5)));
    }

    static Realtime connect(String url, long requestMillis) {
        return Realtime.connect(config(url, requestMillis).build());
    }

    static MessageId emit(Realtime realtime, String channel, Object data, String key) {
        return realtime.emitAsync(Emission.of(channel, "e", data).withKey(key)).join();
    }

    /** All pages of it: one that takes long is given shorter. */
    static List<String> log(Realtime realtime, String name) {
        Channel channel = realtime.channel(name);
        List<String> data = new ArrayList<>();
        for (HistoryPage page = channel.history();
                ;
                page = channel.history(page.next().get())) {
            page.messages().forEach(message -> data.add(String.valueOf(message.data())));
            if (page.next().isEmpty()) {
                return data;
            }
        }
    }

    /** Everything that a subscription is told, in its order. */
    static final class Told {
        final List<MessageId> ids = new CopyOnWriteArrayList<>();
        final List<String> data = new CopyOnWriteArrayList<>();
        final List<Object> gaps = new CopyOnWriteArrayList<>();
        final List<Object> statuses = new CopyOnWriteArrayList<>();

        static Told of(Realtime realtime, String channel) {
            Told told = new Told();
            realtime.channel(channel)
                    .subscribe(options -> options.onMessage(message -> {
                                told.ids.add(message.id());
                                told.data.add(String.valueOf(message.data()));
                            })
                            .onGap(told.gaps::add)
                            .onStatus(told.statuses::add));
            return told;
        }
    }
}
