package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Subscription.Status;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.tck.broker.FreePorts;
import dev.realtime4j.tck.broker.RedisServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that stays and is not the master any more, as after {@code FAILOVER}: it closes no connection. */
@Tag("once")
@Timeout(60)
class DemotedMasterTest {

    /** It answers reads, of what it had or gets from the new master sooner or later. */
    @Test
    void whoReadsAndFollowsThereLeavesIt() {
        try (RedisServer server = RedisServer.launch();
                Realtime realtime = TestClient.connect(server.url(), 3_000)) {
            Channel channel = realtime.channel("demoted");
            Told told = Told.of(realtime, "demoted");
            channel.emit("e", 1);
            await().until(() -> told.data.equals(List.of("1")));
            server.call("REPLICAOF", "127.0.0.1", FreePorts.find(1).get(0).toString());
            await().atMost(Duration.ofSeconds(20)).until(() -> told.statuses.contains(Status.RECONNECTING));
            assertThatThrownBy(channel::history)
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining("is a replica");
            server.call("REPLICAOF", "NO", "ONE");
            await().ignoreExceptionsInstanceOf(RealtimeException.class)
                    .untilAsserted(() -> assertThat(channel.emit("e", 2)).isNotNull());
            await().until(() -> told.data.equals(List.of("1", "2")));
            assertThat(told.gaps).isEmpty();
        }
    }
}
