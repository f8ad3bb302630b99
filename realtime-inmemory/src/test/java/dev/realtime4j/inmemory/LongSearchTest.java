package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.codec.RawJson;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The newest messages of an event that lie so far back that thousands of pages are read, each of which is there at once. */
class LongSearchTest {
    private static final int OTHERS = 1_500_000;

    @Test
    void howeverFarBackTheNewestOfAnEventIsItIsFound() {
        RealtimeConfig config = RealtimeConfig.builder("memory:")
                .retention(new Retention(2L * OTHERS, Duration.ofHours(1)))
                .build();
        RawJson data = RawJson.of("1");
        List<MessageId> came = new CopyOnWriteArrayList<>();
        try (Realtime realtime = Realtime.connect(config)) {
            Channel channel = realtime.channel("c");
            MessageId rare = channel.emit("rare", data);
            for (int i = 0; i < OTHERS; i++) {
                channel.emit("e", data);
            }
            channel.subscribe(
                    options -> options.events("rare").replayLatest(1).onMessage(message -> came.add(message.id())));

            await().atMost(Duration.ofSeconds(20)).until(() -> !came.isEmpty());
            assertThat(came).containsExactly(rare);
        }
    }
}
