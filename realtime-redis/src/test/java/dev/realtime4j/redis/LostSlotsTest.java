package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Subscription.Status;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.broker.FreePorts;
import dev.realtime4j.tck.broker.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Nodes of a cluster that have lost their slots, as one that comes back without its disk, and slots that nobody has. */
@Tag("once")
@Timeout(60)
class LostSlotsTest {
    private static final String CHANNEL = "lost";
    private static final int LAST_SLOT = 16_383;
    /** Of those who wait to be told that they listen. */
    private static final int MOST = 20_000;

    private static final Pattern ASKED = Pattern.compile("cmdstat_cluster\\|slots:calls=(\\d+)");

    private static RedisServer first;
    /** Has the slot of the channel, and no other one. */
    private static RedisServer second;

    private static int slot;

    @BeforeAll
    static void launch() {
        first = node();
        second = node();
        slot = Integer.parseInt(first.call("CLUSTER", "KEYSLOT", "rt:" + CHANNEL));
        giveAll();
        meet(second);
    }

    @BeforeEach
    void awaitWhole() {
        for (RedisServer node : List.of(first, second)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> node.call("CLUSTER", "INFO").contains("cluster_state:ok")
                            && knowsSlots(node, first)
                            && knowsSlots(node, second));
        }
        second.call("DEL", "rt:" + CHANNEL, "{rt:" + CHANNEL + "}:head");
    }

    @AfterAll
    static void end() {
        first.close();
        second.close();
    }

    private static RedisServer node() {
        return RedisServer.launch(
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                FreePorts.find(1).get(0).toString(),
                "--cluster-node-timeout",
                "500",
                "--cluster-require-full-coverage",
                "no",
                "--cluster-allow-replica-migration",
                "no");
    }

    private static void meet(RedisServer other) {
        int bus = Integer.parseInt(other.call("CONFIG", "GET", "cluster-port").replaceAll("\\D", ""));
        first.call("CLUSTER", "MEET", other.host(), String.valueOf(other.port()), String.valueOf(bus));
    }

    private static boolean knowsSlots(RedisServer node, RedisServer of) {
        return node.call("CLUSTER", "SLOTS").contains(" " + of.port() + " ");
    }

    private static void giveAll() {
        changeFirst("ADDSLOTSRANGE");
        giveToSecond();
    }

    private static void changeFirst(String command) {
        first.call("CLUSTER", command, "0", String.valueOf(slot - 1));
        first.call("CLUSTER", command, String.valueOf(slot + 1), String.valueOf(LAST_SLOT));
    }

    /** What the second said before may be still on its way to the first. */
    private static void takeFromSecond() {
        second.call("CLUSTER", "DELSLOTS", String.valueOf(slot));
        await().until(() -> {
            boolean known = knowsSlots(first, second);
            if (known) {
                first.call("CLUSTER", "DELSLOTS", String.valueOf(slot));
            }
            return !known;
        });
    }

    private static Realtime connect() {
        return TestClient.connect("redis-cluster://127.0.0.1:" + first.port(), 3_000);
    }

    private static boolean isConnected(RedisServer node) {
        return node.call("CLIENT", "LIST").contains("name=realtime");
    }

    private static int timesAsked() {
        return times(first, ASKED) + times(second, ASKED);
    }

    private static int times(RedisServer node, Pattern pattern) {
        Matcher counted = pattern.matcher(node.call("INFO", "commandstats"));
        return counted.find() ? Integer.parseInt(counted.group(1)) : 0;
    }

    private static Pattern refused(String command) {
        return Pattern.compile("cmdstat_" + command + ":\\S*rejected_calls=(\\d+)");
    }

    private static void awaitEnd(Duration of) {
        long end = System.nanoTime() + of.toNanos();
        await().atMost(of.plusSeconds(10)).until(() -> System.nanoTime() - end >= 0);
    }

    private static void giveToSecond() {
        second.call("CLUSTER", "ADDSLOTS", String.valueOf(slot));
    }

    /** Not only by looking into the log now and then. */
    private static void assertGoesOn(Realtime realtime, Told told) {
        await().until(() ->
                second.call("PUBSUB", "SHARDNUMSUB", "rt:" + CHANNEL).endsWith(" 1"));
        await().ignoreExceptionsInstanceOf(EmitException.class)
                .untilAsserted(() ->
                        assertThat(realtime.channel(CHANNEL).emit("e", "after")).isNotNull());
        await().until(() -> told.data.contains("after"));
        assertThat(told.statuses.get(told.statuses.size() - 1)).isEqualTo(Status.CONNECTED);
        assertThat(told.gaps).isEmpty();
    }

    @Test
    void aNodeThatKnowsOfNoSlotsIsNotBelieved() {
        try (RedisServer forgetful = node();
                Realtime realtime = TestClient.connect(
                        "redis-cluster://127.0.0.1:" + forgetful.port() + ",127.0.0.1:" + first.port(), 3_000)) {
            assertThat(realtime.channel(CHANNEL).emit("e", 1)).isNotNull();
        }
    }

    /** One that is cut off from the others tells what it knew of them, and carries out nothing. */
    @Test
    void aNodeThatIsCutOffFromItsClusterIsNotBelieved() {
        try (RedisServer lonely = node()) {
            lonely.call("CONFIG", "SET", "cluster-require-full-coverage", "yes");
            lonely.call("CLUSTER", "ADDSLOTSRANGE", "0", "100");
            await().until(() -> lonely.call("CLUSTER", "INFO").contains("cluster_state:fail"));
            try (Realtime realtime = TestClient.connect(
                    "redis-cluster://127.0.0.1:" + lonely.port() + ",127.0.0.1:" + first.port(), 3_000)) {
                assertThat(realtime.channel(CHANNEL).emit("e", 1)).isNotNull();
            }
        }
    }

    @Test
    void whereAMasterIsAwayTheOthersAreAskedAtGrowingIntervals() {
        try (Realtime realtime = connect()) {
            Told told = Told.of(realtime, CHANNEL);
            second.kill();
            try {
                int before = times(first, ASKED);
                awaitEnd(Duration.ofSeconds(5));
                assertThat(times(first, ASKED) - before).isBetween(3, 16);
            } finally {
                second.start();
            }
            assertGoesOn(realtime, told);
        }
    }

    @Test
    void whereNobodyHasASlotNothingSpins() {
        try (Realtime realtime = connect()) {
            Told told = Told.of(realtime, CHANNEL);
            takeFromSecond();
            try {
                await().until(() -> !isConnected(second));
                int before = times(first, ASKED);
                int refused = times(first, refused("ssubscribe"));
                awaitEnd(Duration.ofSeconds(5));
                assertThat(times(first, ASKED) - before).isBetween(3, 16);
                assertThat(times(first, refused("ssubscribe")) - refused).isBetween(1, 16);
            } finally {
                giveToSecond();
            }
            assertGoesOn(realtime, told);
        }
    }

    @Test
    void whatAClusterThatIsDownRefusesIsTriedAgainAtGrowingIntervals() {
        String other = IntStream.range(0, 100)
                .mapToObj(i -> "other-" + i)
                .filter(name -> JedisClusterCRC16.getSlot("rt:" + name) != slot)
                .findFirst()
                .orElseThrow();
        try (Realtime realtime = TestClient.connect("redis-cluster://127.0.0.1:" + first.port(), 20_000)) {
            realtime.channel(other).emit("e", "before");
            first.call("CONFIG", "SET", "cluster-require-full-coverage", "yes");
            takeFromSecond();
            List<CompletableFuture<MessageId>> emits = new ArrayList<>();
            try {
                await().until(() -> first.call("CLUSTER", "INFO").contains("cluster_state:fail"));
                int before = times(first, refused("evalsha"));
                for (int i = 0; i < 100; i++) {
                    emits.add(realtime.channel(other).emitAsync("e", i));
                }
                awaitEnd(Duration.ofSeconds(5));
                assertThat(times(first, refused("evalsha")) - before).isBetween(100, 1_500);
            } finally {
                first.call("CONFIG", "SET", "cluster-require-full-coverage", "no");
                giveToSecond();
            }
            List<MessageId> ids = emits.stream().map(CompletableFuture::join).toList();
            assertThat(ids).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    @Tag("long")
    void whatWaitsForASlotThatNobodyHasIsBounded() {
        try (Realtime realtime = TestClient.connect("redis-cluster://127.0.0.1:" + first.port(), 20_000)) {
            CompletableFuture<MessageId> waits = realtime.channel(CHANNEL).emitAsync("e", "stored");
            waits.join();
            takeFromSecond();
            try {
                waits = realtime.channel(CHANNEL).emitAsync("e", "waits");
                await().until(() -> !isConnected(second));
                String large = "x".repeat(500_000);
                CompletableFuture<MessageId> last = waits;
                for (int i = 0; i < 140; i++) {
                    last = realtime.channel(CHANNEL).emitAsync("e", large);
                }
                assertThat(last)
                        .failsWithin(Duration.ofSeconds(1))
                        .withThrowableThat()
                        .havingCause()
                        .isInstanceOfSatisfying(EmitException.class, full -> {
                            assertThat(full.stored()).isEqualTo(EmitException.Stored.NO);
                            assertThat(full.retryable()).isTrue();
                            assertThat(full).hasMessageContaining("emit more slowly");
                        });
            } finally {
                giveToSecond();
            }
            assertThat(waits).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    @Test
    void whoCannotFollowAChannelIsToldWhy() {
        takeFromSecond();
        try (Realtime realtime = connect()) {
            assertThatThrownBy(() -> Told.of(realtime, CHANNEL))
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining("CLUSTERDOWN");
        } finally {
            giveToSecond();
        }
    }

    @Test
    void subscriptionsGoOnAfterNobodyKnewOfAnySlots() {
        try (Realtime realtime = connect()) {
            Told told = Told.of(realtime, CHANNEL);
            takeFromSecond();
            changeFirst("DELSLOTSRANGE");
            int before = timesAsked();
            await().until(() -> timesAsked() > before + 2);
            giveAll();
            assertGoesOn(realtime, told);
        }
    }

    @Test
    void subscriptionsGoOnAfterTheSlotOfANodeThatLeftWasNobodys() {
        try (Realtime realtime = connect()) {
            Told told = Told.of(realtime, CHANNEL);
            takeFromSecond();
            await().until(() -> !isConnected(second));
            giveToSecond();
            assertGoesOn(realtime, told);
        }
    }

    private static void move(RedisServer from, RedisServer to) {
        String number = String.valueOf(slot);
        to.call("CLUSTER", "SETSLOT", number, "IMPORTING", from.call("CLUSTER", "MYID"));
        for (RedisServer node : List.of(to, from)) {
            node.call("CLUSTER", "SETSLOT", number, "NODE", to.call("CLUSTER", "MYID"));
        }
    }

    @Test
    void whoSubscribesAsANodeLeavesIsToldNothingOfThat() {
        subscribeAsANodeLeaves(5_000, 4);
    }

    /** The more is followed, the longer it takes to move that, and the more come meanwhile. */
    @Test
    @Tag("long")
    void whoSubscribesWhileMuchMovesFromANodeThatLeavesIsToldNothingOfThat() {
        subscribeAsANodeLeaves(30_000, 15);
    }

    private static void subscribeAsANodeLeaves(int followed, int rounds) {
        List<String> names = IntStream.range(0, 200_000)
                .mapToObj(i -> "leaving-" + i)
                .filter(name -> JedisClusterCRC16.getSlot("rt:" + name) == slot)
                .toList();
        assertThat(names).isNotEmpty();
        String url = "redis-cluster://127.0.0.1:" + first.port();
        AtomicBoolean stop = new AtomicBoolean();
        Set<String> failures = ConcurrentHashMap.newKeySet();
        try (Transport transport =
                new RedisProvider().open(TestClient.config(url, 20_000).build())) {
            for (int i = 0; i < followed; i++) {
                transport.listen("many-" + i, new SilentSink());
            }
            Semaphore most = new Semaphore(MOST);
            List<CompletableFuture<Void>> loops = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String name = names.get(i % names.size());
                loops.add(CompletableFuture.runAsync(() -> {
                    while (!stop.get()) {
                        most.acquireUninterruptibly();
                        transport.listen(name, new SilentSink()).whenComplete((tail, failure) -> {
                            most.release();
                            if (failure == null) {
                                tail.close();
                            } else {
                                failures.add(failure.toString().replaceAll("-\\d+", ""));
                            }
                        });
                    }
                }));
            }
            for (int round = 0; round < rounds; round++) {
                await().until(() -> isConnected(second));
                move(second, first);
                try {
                    await().until(() -> !isConnected(second));
                } finally {
                    move(first, second);
                }
            }
            stop.set(true);
            loops.forEach(CompletableFuture::join);
            await().until(() -> most.availablePermits() == MOST);
        }
        assertThat(failures).isEmpty();
    }
}
