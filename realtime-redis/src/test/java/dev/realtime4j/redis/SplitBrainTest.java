package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.tck.broker.RedisSentinel;
import dev.realtime4j.tck.broker.RedisServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** An old master goes on beside the new one, for those who still reach it: each stores what the other knows nothing of. */
@Tag("once")
@Timeout(60)
class SplitBrainTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int COMMON = 40;

    /** With more than a few lost, what is common lies further back than the newest that were seen. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100})
    void allThatTheNewMasterStoredIsDelivered(int each) {
        try (RedisServer old = RedisServer.launch("--repl-diskless-sync-delay", "0");
                RedisServer fresh = RedisServer.launch("--replicaof", old.host() + " " + old.port());
                RedisSentinel sentinel = RedisSentinel.launch("watched", old)) {
            await().atMost(PATIENCE)
                    .until(() -> fresh.call("INFO", "replication").contains("master_link_status:up"));
            try (Realtime behind = TestClient.connect(sentinel.url() + "?master=watched", 10_000)) {
                Told told = Told.of(behind, "split");
                List<MessageId> common = emit(behind, COMMON);
                old.awaitReplicated();
                fresh.call("REPLICAOF", "NO", "ONE");
                List<MessageId> lost = new ArrayList<>();
                List<MessageId> stays = new ArrayList<>();
                try (Realtime ahead = TestClient.connect(fresh.url(), 10_000)) {
                    for (int i = 0; i < each; i++) {
                        stays.addAll(emit(ahead, 1));
                        lost.addAll(emit(behind, 1));
                    }
                    stays.addAll(emit(ahead, 1));
                }
                assertThat(lost).doesNotContainAnyElementsOf(stays);
                await().atMost(PATIENCE).until(() -> told.ids.size() == COMMON + each);
                assertThat(told.gaps).isEmpty();

                lead(sentinel, fresh);
                old.kill();
                MessageId last = stays.get(each);
                await().atMost(PATIENCE).until(() -> told.ids.contains(last));
                assertThat(told.gaps).singleElement().extracting("reason").isEqualTo(Gap.Reason.RESET);
                List<MessageId> again = told.ids.subList(COMMON + each, told.ids.size());
                List<MessageId> log = new ArrayList<>(common);
                log.addAll(stays);
                assertThat(log).endsWith(again.toArray(MessageId[]::new));
                assertThat(again).containsAll(stays).hasSizeLessThanOrEqualTo(stays.size() + (each < 16 ? 0 : 16));
            }
        }
    }

    private static List<MessageId> emit(Realtime realtime, int count) {
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(realtime.channel("split").emit("e", i));
        }
        return ids;
    }

    /** Has the Sentinel name another master from now on. */
    private static void lead(RedisSentinel sentinel, RedisServer master) {
        URI place = URI.create(sentinel.url());
        try (Jedis connection = new Jedis(place.getHost(), place.getPort())) {
            connection.sentinelRemove("watched");
            connection.sentinelMonitor("watched", master.host(), master.port(), 1);
        }
    }
}
