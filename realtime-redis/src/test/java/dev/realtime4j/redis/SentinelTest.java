package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.tck.broker.RedisSentinel;
import dev.realtime4j.tck.broker.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A master that Sentinels watch over. */
@Tag("once")
@Timeout(120)
class SentinelTest {

    @Test
    void aFailoverLosesAndRepeatsNothing() {
        try (RedisServer master = RedisServer.launch();
                RedisServer replica = RedisServer.launch(
                        "--replicaof", master.host() + " " + master.port(), "--repl-diskless-sync-delay", "0");
                RedisSentinel sentinel = RedisSentinel.launch("watched", master)) {
            await().until(() -> replica.call("INFO", "replication").contains("master_link_status:up"));
            String url = sentinel.url() + "?master=watched";
            try (Realtime emitter = TestClient.connect(url, 10_000);
                    Realtime reader = TestClient.connect(url, 10_000)) {
                Told told = Told.of(reader, "failover");
                List<MessageId> ids = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    ids.add(emitter.channel("failover").emit("e", i));
                }
                master.awaitReplicated();
                master.kill();
                await().atMost(Duration.ofSeconds(40))
                        .ignoreExceptionsInstanceOf(EmitException.class)
                        .untilAsserted(
                                () -> assertThat(emitter.channel("failover").emit("e", 50))
                                        .isNotNull());
                MessageId last = emitter.channel("failover").emit("e", 51);
                await().atMost(Duration.ofSeconds(20)).until(() -> told.ids.contains(last));
                assertThat(told.ids).isSorted().doesNotHaveDuplicates().containsAll(ids);
                assertThat(told.gaps).isEmpty();
                assertThat(replica.call("INFO", "replication")).contains("role:master");
            }
            assertThatThrownBy(() -> TestClient.connect(sentinel.url() + "?master=other", 1_000)
                            .close())
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining("redis.master");
        }
    }
}
