package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Retention;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.tck.broker.RedisCluster;
import dev.realtime4j.tck.broker.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Slots that move and nodes that fail while messages flow. */
@Tag("once")
@Timeout(180)
class ClusterTest {
    private static final String CHANNEL = "moving";
    private static final String KEY = "rt:" + CHANNEL;

    private static RedisCluster cluster;

    @BeforeAll
    static void launch() {
        cluster = RedisCluster.launch();
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    /** More is kept than a reader can fall behind while its channel is on its way. */
    private static Realtime connect() {
        return Realtime.connect(TestClient.config(cluster.url(), 10_000)
                .retention(new Retention(1_000_000, Duration.ofHours(1)))
                .build());
    }

    /** Emits one after the other without waiting, until it is told to stop; what was acknowledged, in order. */
    private static List<MessageId> emitDuring(Realtime realtime, String channel, Runnable fault) {
        AtomicBoolean stop = new AtomicBoolean();
        List<CompletableFuture<MessageId>> emits = new ArrayList<>();
        Thread emitter = new Thread(() -> {
            for (int i = 0; !stop.get(); i++) {
                emits.add(realtime.channel(channel).emitAsync("e", i));
                if (i % 16 == 15) {
                    emits.get(i - 15).handle((id, failure) -> true).join();
                }
            }
        });
        emitter.start();
        try {
            fault.run();
        } finally {
            stop.set(true);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> !emitter.isAlive());
        List<MessageId> acknowledged = new ArrayList<>();
        for (CompletableFuture<MessageId> emit : emits) {
            try {
                acknowledged.add(emit.join());
            } catch (CompletionException failed) {
                assertThat(failed.getCause()).isInstanceOf(EmitException.class);
            }
        }
        return acknowledged;
    }

    private static void assertTold(Told told, List<MessageId> acknowledged, Realtime realtime, String channel) {
        MessageId last = realtime.channel(channel).emit("e", -1);
        await().atMost(Duration.ofSeconds(30)).until(() -> told.ids.contains(last));
        assertThat(told.gaps).isEmpty();
        assertThat(told.ids).isSorted().doesNotHaveDuplicates().containsAll(acknowledged);
        List<Integer> numbers = told.data.stream().map(Integer::valueOf).toList();
        assertThat(numbers.subList(0, numbers.size() - 1))
                .as("in the order of the emits")
                .isSorted();
    }

    @Test
    void aSlotMovesToAndFroWhileMessagesFlow() {
        try (Realtime emitter = connect();
                Realtime reader = connect()) {
            Told told = Told.of(reader, CHANNEL);
            List<MessageId> acknowledged = emitDuring(emitter, CHANNEL, () -> {
                for (int round = 0; round < 6; round++) {
                    int seen = told.ids.size();
                    await().atMost(Duration.ofSeconds(20)).until(() -> told.ids.size() > seen + 50);
                    RedisServer source = cluster.master(KEY);
                    RedisServer target = cluster.masters().stream()
                            .filter(master -> master != source)
                            .skip(round % 2)
                            .findFirst()
                            .orElseThrow();
                    cluster.move(KEY, target);
                }
            });
            assertThat(acknowledged).hasSizeGreaterThan(300);
            assertTold(told, acknowledged, emitter, CHANNEL);
        }
    }

    /** Another channel of the slot. */
    private static String beside(String channel) {
        int slot = JedisClusterCRC16.getSlot("rt:" + channel);
        return IntStream.range(0, 1_000_000)
                .mapToObj(i -> "beside-" + i)
                .filter(name -> JedisClusterCRC16.getSlot("rt:" + name) == slot)
                .findFirst()
                .orElseThrow();
    }

    /** Of two channels of a slot one has gone to another node, as while a slot moves; afterwards the slot follows. */
    private static void whileOneHasGone(String gone, String left, Runnable meanwhile) {
        RedisServer source = cluster.master("rt:" + gone);
        RedisServer target = cluster.masters().stream()
                .filter(master -> master != source)
                .findFirst()
                .orElseThrow();
        String slot = source.call("CLUSTER", "KEYSLOT", "rt:" + gone);
        target.call("CLUSTER", "SETSLOT", slot, "IMPORTING", source.call("CLUSTER", "MYID"));
        source.call("CLUSTER", "SETSLOT", slot, "MIGRATING", target.call("CLUSTER", "MYID"));
        for (String key : List.of("rt:" + gone, "{rt:" + gone + "}:head")) {
            source.call("MIGRATE", target.host(), Integer.toString(target.port()), key, "0", "5000");
        }
        try {
            meanwhile.run();
        } finally {
            cluster.move("rt:" + left, target);
        }
    }

    @Test
    void anEmitThatIsSentOnIsNotOvertakenByOneToAnotherChannelOfItsSlot() {
        String left = beside("gone");
        try (Realtime realtime = connect()) {
            realtime.channel("gone").emit("e", -1);
            realtime.channel(left).emit("e", -1);
            whileOneHasGone("gone", left, () -> {
                for (int i = 0; i < 20; i++) {
                    CompletableFuture<MessageId> sentOn =
                            realtime.channel("gone").emitAsync("e", i);
                    CompletableFuture<MessageId> stored = realtime.channel(left).emitAsync("e", i);
                    assertThat(sentOn).succeedsWithin(Duration.ofSeconds(10));
                    assertThat(stored).succeedsWithin(Duration.ofSeconds(10));
                }
            });
        }
    }

    /** The second comes about when the first is sent on, and nobody else comes after the two. */
    @Test
    void noEmitIsForgottenThatComesAsAnotherIsSentOn() {
        String left = beside("asked");
        try (Realtime realtime = connect()) {
            realtime.channel("asked").emit("e", -1);
            realtime.channel(left).emit("e", -1);
            whileOneHasGone("asked", left, () -> {
                for (int i = 0; i < 5_000; i++) {
                    CompletableFuture<MessageId> first =
                            realtime.channel("asked").emitAsync("e", i);
                    long end = System.nanoTime() + ThreadLocalRandom.current().nextLong(400_000);
                    while (System.nanoTime() - end < 0) {
                        Thread.onSpinWait();
                    }
                    CompletableFuture<MessageId> second =
                            realtime.channel("asked").emitAsync("e", i);
                    assertThat(first).succeedsWithin(Duration.ofSeconds(5));
                    assertThat(second).succeedsWithin(Duration.ofSeconds(5));
                }
            });
        }
    }

    @Test
    void aMasterIsKilledWhileMessagesFlow() {
        String channel = "failover";
        try (Realtime emitter = connect();
                Realtime reader = connect()) {
            Told told = Told.of(reader, channel);
            List<MessageId> before = new ArrayList<>();
            for (int i = -100; i < 0; i++) {
                before.add(emitter.channel(channel).emit("e", i));
            }
            RedisServer master = cluster.master("rt:" + channel);
            // A cluster acknowledges before it replicates; what is lost by that is not this test's matter.
            master.awaitReplicated();
            cluster.kill(master);
            try {
                await().atMost(Duration.ofSeconds(30))
                        .ignoreExceptionsInstanceOf(EmitException.class)
                        .untilAsserted(() -> assertThat(emitter.channel(channel).emit("e", 0))
                                .isNotNull());
                assertTold(told, before, emitter, channel);
            } finally {
                cluster.start(master);
                cluster.awaitWhole();
            }
        }
    }

    @Test
    void theRightsInTheDocumentationSuffice() {
        String credentials = "";
        for (RedisServer node : cluster.nodes()) {
            credentials = DocumentedRights.grant(node, true);
        }
        String url = cluster.url().replace("//", "//" + credentials + "@");
        try (Realtime realtime = TestClient.connect(url, 10_000)) {
            for (int i = 0; i < 20; i++) {
                String channel = "rights-" + i;
                Told told = Told.of(realtime, channel);
                TestClient.emit(realtime, channel, 1, "k");
                TestClient.emit(realtime, channel, 2, "k");
                await().until(() -> told.data.equals(List.of("1")));
                assertThat(TestClient.log(realtime, channel)).containsExactly("1");
            }
        }
    }

    @Test
    void theWrongSchemeIsNamed() {
        String node = cluster.nodes().get(0).url();
        assertThatThrownBy(() -> TestClient.connect(node, 1_000).close())
                .isInstanceOf(RealtimeException.class)
                .hasMessageContaining("redis-cluster://");
        try (RedisServer single = RedisServer.launch()) {
            assertThatThrownBy(() -> TestClient.connect("redis-cluster://127.0.0.1:" + single.port(), 1_000)
                            .close())
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining("cluster");
        }
    }
}
