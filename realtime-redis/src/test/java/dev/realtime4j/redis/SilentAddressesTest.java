package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Machines that have gone without a word: each attempt to reach one takes as long as it may. */
@Tag("once")
@Timeout(60)
class SilentAddressesTest {
    private static final Duration CONNECT = Duration.ofSeconds(4);

    private static FakeServer silent() throws IOException {
        return new FakeServer("", "");
    }

    private static Realtime connect(String url) {
        return Realtime.connect(RealtimeConfig.builder(url)
                .timeouts(new RealtimeConfig.Timeouts(CONNECT, Duration.ofSeconds(10), Duration.ofSeconds(5)))
                .build());
    }

    private static void assertFailsInTime(String url, String... reasons) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> connect(url).close())
                .isInstanceOf(RealtimeException.class)
                .hasMessageContainingAll(reasons);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(CONNECT.multipliedBy(2));
    }

    @Test
    void severalSentinelsTakeNoLongerThanOne() throws IOException {
        try (FakeServer one = silent();
                FakeServer two = silent();
                FakeServer three = silent()) {
            assertFailsInTime(
                    "redis-sentinel://" + String.join(",", one.address(), two.address(), three.address()),
                    one.address(),
                    two.address(),
                    three.address());
        }
    }

    @Test
    void severalNodesOfAClusterTakeNoLongerThanOne() throws IOException {
        try (FakeServer one = silent();
                FakeServer two = silent();
                FakeServer three = silent()) {
            assertFailsInTime(
                    "redis-cluster://" + String.join(",", one.address(), two.address(), three.address()), "Redis at");
        }
    }

    /** As those of a cluster in containers, which tells addresses that only the containers reach. */
    @Test
    void nodesThatAClusterNamesAndNobodyReachesAreToldAsSuch() throws IOException {
        try (FakeServer one = silent();
                FakeServer two = silent();
                FakeServer three = silent();
                FakeServer seed = new FakeServer("CLUSTER SLOTS", slots(one, two, three))) {
            assertFailsInTime("redis-cluster://" + seed.address(), seed.address(), "cluster-announce-ip");
        }
    }

    private static String slots(FakeServer... masters) {
        StringBuilder reply = new StringBuilder("*" + masters.length + "\r\n");
        for (int i = 0; i < masters.length; i++) {
            String port = masters[i].address().substring(masters[i].address().indexOf(':') + 1);
            reply.append("*3\r\n:" + i + "\r\n:" + i + "\r\n*2\r\n$9\r\n127.0.0.1\r\n:" + port + "\r\n");
        }
        return reply.toString();
    }

    /** Sentinels often run on the machines of the servers, so that with the master one of them goes silent. */
    @Test
    void aSilentSentinelHoldsUpNoReconnect() throws IOException {
        try (RedisServer server = RedisServer.launch();
                FakeServer silent = silent();
                FakeServer good = sentinelOf(server);
                Realtime realtime = connect("redis-sentinel://" + silent.address() + "," + good.address())) {
            Told told = Told.of(realtime, "sentinels");
            server.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            server.call("CLIENT", "KILL", "TYPE", "pubsub");
            await().atMost(CONNECT.dividedBy(2))
                    .ignoreExceptionsInstanceOf(RealtimeException.class)
                    .untilAsserted(
                            () -> assertThat(realtime.channel("sentinels").emit("e", 1))
                                    .isNotNull());
            await().atMost(CONNECT.dividedBy(2)).until(() -> told.data.equals(List.of("1")));
        }
    }

    /** One that is cut off from the others never hears who the new master is. */
    @Test
    void aSentinelThatGoesOnNamingAMasterThatIsGoneIsNotAskedForEver() throws IOException {
        try (RedisServer server = RedisServer.launch();
                FaultyLink old = new FaultyLink(server.host(), server.port());
                FakeServer stale = sentinelOf(old.port());
                FakeServer good = sentinelOf(server.port());
                Realtime realtime = connect("redis-sentinel://" + stale.address() + "," + good.address())) {
            Told told = Told.of(realtime, "stale");
            old.refuse();
            await().ignoreExceptionsInstanceOf(RealtimeException.class)
                    .untilAsserted(() ->
                            assertThat(realtime.channel("stale").emit("e", 1)).isNotNull());
            await().until(() -> told.data.equals(List.of("1")));
            assertThat(TestClient.log(realtime, "stale")).containsExactly("1");
        }
    }

    private static FakeServer sentinelOf(RedisServer server) throws IOException {
        return sentinelOf(server.port());
    }

    private static FakeServer sentinelOf(int number) throws IOException {
        String port = String.valueOf(number);
        return new FakeServer("SENTINEL", "*2\r\n$9\r\n127.0.0.1\r\n$" + port.length() + "\r\n" + port + "\r\n");
    }
}
