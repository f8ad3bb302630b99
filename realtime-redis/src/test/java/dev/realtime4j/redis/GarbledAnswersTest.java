package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
            strings = {
                "HTTP/1.1 400 Bad Request\r\n",
                "$-5\r\n",
                "*-7\r\n",
                "*1\r\n",
                ":text\r\n",
                "+OK\r\n",
                "\r\n",
                "$2147483647\r\n",
                "*2147483647\r\n"
            })
    void whatIsNoAnswerEndsTheConnectionsAndTheNextOnesGoOn(String garbage) {
        try (RedisServer server = RedisServer.launch();
                FaultyLink link = new FaultyLink(server.host(), server.port());
                Realtime other = TestClient.connect(server.url(), 3_000);
                Realtime realtime = TestClient.connect("redis://127.0.0.1:" + link.port(), 3_000)) {
            Channel channel = realtime.channel("garbled");
            Told told = Told.of(realtime, "garbled");
            other.channel("garbled").emit("e", 1);
            await().until(() -> told.data.size() == 1);

            link.say(garbage.getBytes(StandardCharsets.US_ASCII));
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
}
