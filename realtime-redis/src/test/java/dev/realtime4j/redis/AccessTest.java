package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Subscription.Status;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.RedisCredentials;

/** Users, databases and addresses. */
@Tag("once")
@Timeout(60)
class AccessTest {
    private static RedisServer server;
    private static String documented;

    @BeforeAll
    static void launch() {
        server = RedisServer.launch();
        documented = DocumentedRights.grant(server, false);
        server.call("ACL", "SETUSER", "odd", "on", ">p@ss:w/ord", "~*", "&*", "+@all");
    }

    @AfterAll
    static void end() {
        server.close();
    }

    private static String url(String credentials) {
        return "redis://" + credentials + "@127.0.0.1:" + server.port();
    }

    @Test
    void theRightsInTheDocumentationSuffice() {
        try (Realtime realtime = TestClient.connect(url(documented), 3_000)) {
            Told told = Told.of(realtime, "rights");
            TestClient.emit(realtime, "rights", 1, "k");
            TestClient.emit(realtime, "rights", 2, "k");
            server.call("CLIENT", "KILL", "USER", "app");
            await().ignoreExceptionsInstanceOf(EmitException.class)
                    .untilAsserted(() ->
                            assertThat(realtime.channel("rights").emit("e", 3)).isNotNull());
            await().until(() -> told.data.equals(List.of("1", "3")));
            assertThat(TestClient.log(realtime, "rights")).containsExactly("1", "3");
        }
    }

    /** As by somebody who sets the rights of a user anew in several steps. */
    @Test
    void whatMayNotBeFollowedForAWhileIsFollowedAgain() {
        server.call("ACL", "SETUSER", "briefly", "on", ">secret", "~*", "&*", "+@all");
        try (Realtime realtime = TestClient.connect(url("briefly:secret"), 3_000)) {
            Told told = Told.of(realtime, "taken");
            server.call("ACL", "LOG", "RESET");
            server.call("ACL", "SETUSER", "briefly", "resetchannels");
            await().until(() -> told.statuses.contains(Status.RECONNECTING));
            await().until(() -> server.call("ACL", "LOG").contains("channel"));
            server.call("ACL", "SETUSER", "briefly", "&*");
            MessageId id = realtime.channel("taken").emit("e", 1);
            await().until(() -> told.ids.equals(List.of(id)));
            assertThat(told.statuses.get(told.statuses.size() - 1)).isEqualTo(Status.CONNECTED);
            assertThat(told.gaps).isEmpty();
        }
    }

    @Test
    void otherKeysThanTheUsersAreRefusedForGood() {
        try (Realtime realtime = Realtime.connect(TestClient.config(url(documented), 3_000)
                .option("key-prefix", "elsewhere:")
                .build())) {
            EmitException refused = catchThrowableOfType(EmitException.class, () -> realtime.emit("e", 1));
            assertThat(refused.retryable()).isFalse();
            assertThat(refused).hasMessageContaining("NOPERM").hasMessageContaining("docs/redis.md");
            assertThatThrownBy(() -> realtime.channel("denied").history())
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining("NOPERM");
            assertThatThrownBy(() -> realtime.subscribe(options -> options.onMessage(message -> {})))
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining("NOPERM");
        }
    }

    @Test
    void wrongAndMissingCredentialsAreToldWithoutThem() {
        try (RedisServer closed = RedisServer.launch()) {
            closed.call("CONFIG", "SET", "requirepass", "right-secret");
            assertThatThrownBy(() -> TestClient.connect(closed.url(), 1_000).close())
                    .isInstanceOfSatisfying(RealtimeException.class, e -> {
                        assertThat(e.retryable()).isFalse();
                        assertThat(e).hasMessageContaining("NOAUTH").hasMessageContaining("password");
                    });
            String wrong = "redis://:wrong-secret@127.0.0.1:" + closed.port();
            assertThatThrownBy(() -> TestClient.connect(wrong, 1_000).close())
                    .isInstanceOfSatisfying(RealtimeException.class, e -> {
                        assertThat(e.retryable()).isFalse();
                        assertThat(e).hasMessageContaining("WRONGPASS").hasMessageNotContaining("wrong-secret");
                    });
        }
    }

    @Test
    void databasesAreApart() {
        try (Realtime zero = TestClient.connect(server.url() + "/0", 3_000);
                Realtime three = TestClient.connect(server.url() + "/3", 3_000)) {
            Told toldOfZero = Told.of(zero, "base");
            Told toldOfThree = Told.of(three, "base");
            zero.channel("base").emit("e", 0);
            three.channel("base").emit("e", 3);
            three.channel("base").emit("e", 33);
            zero.channel("base").emit("e", 1);
            assertThat(TestClient.log(zero, "base")).containsExactly("0", "1");
            assertThat(TestClient.log(three, "base")).containsExactly("3", "33");
            // Redis has one set of pub/sub channels for all databases.
            await().untilAsserted(() -> assertThat(toldOfZero.data).containsExactly("0", "1"));
            await().untilAsserted(() -> assertThat(toldOfThree.data).containsExactly("3", "33"));
            assertThat(toldOfZero.gaps).isEmpty();
            assertThat(toldOfThree.gaps).isEmpty();
            assertThatThrownBy(() ->
                            TestClient.connect(server.url() + "/99", 1_000).close())
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining("DB index");
        }
    }

    @Test
    void aPasswordMayHoldWhatMeansSomethingInAUrl() {
        try (Realtime realtime = TestClient.connect(url("odd:p%40ss:w/ord"), 3_000)) {
            assertThat(realtime.channel("odd").emit("e", 1)).isNotNull();
        }
    }

    @Test
    void theApplicationMaySayWhoItIs() {
        RealtimeConfig config = TestClient.config(server.url(), 3_000).build();
        DefaultJedisClientConfig client = DefaultJedisClientConfig.builder()
                .user("odd")
                .password("p@ss:w/ord")
                .build();
        try (Realtime realtime = Realtime.over(RedisTransport.connect(config, client), config)) {
            Told told = Told.of(realtime, "own");
            realtime.channel("own").emit("e", 1);
            await().until(() -> told.data.equals(List.of("1")));
            assertThat(server.call("CLIENT", "LIST", "TYPE", "pubsub")).contains("user=odd");
        }
    }

    /** Gives them, unless it is away. */
    private static final class Tokens implements Supplier<RedisCredentials> {
        final AtomicBoolean away = new AtomicBoolean();
        final AtomicBoolean broken = new AtomicBoolean();
        final AtomicInteger refusals = new AtomicInteger();

        @Override
        public RedisCredentials get() {
            if (broken.get()) {
                refusals.incrementAndGet();
                throw new NoClassDefFoundError("no token today");
            }
            if (away.get()) {
                refusals.incrementAndGet();
                throw new IllegalStateException("no token today");
            }
            return new DefaultRedisCredentials("odd", "p@ss:w/ord");
        }

        Realtime connect(FaultyLink link) {
            RealtimeConfig config =
                    TestClient.config("redis://127.0.0.1:" + link.port(), 3_000).build();
            DefaultJedisClientConfig client =
                    DefaultJedisClientConfig.builder().credentialsProvider(this).build();
            return Realtime.over(RedisTransport.connect(config, client), config);
        }
    }

    @Test
    void credentialsThatCannotBeHadForAWhileEndNothing() {
        Tokens tokens = new Tokens();
        try (FaultyLink link = new FaultyLink(server.host(), server.port());
                Realtime realtime = tokens.connect(link)) {
            Told told = Told.of(realtime, "tokens");
            realtime.channel("tokens").emit("e", 1);
            await().until(() -> told.data.equals(List.of("1")));
            tokens.away.set(true);
            link.cut();
            await().until(() -> tokens.refusals.get() > 3 * 2); // each of the three connections was tried again
            tokens.away.set(false);
            await().ignoreExceptionsInstanceOf(EmitException.class)
                    .untilAsserted(() ->
                            assertThat(realtime.channel("tokens").emit("e", 2)).isNotNull());
            await().until(() -> told.data.equals(List.of("1", "2")));
            await().ignoreExceptionsInstanceOf(RealtimeException.class)
                    .untilAsserted(
                            () -> assertThat(TestClient.log(realtime, "tokens")).containsExactly("1", "2"));
            assertThat(told.gaps).isEmpty();
            await().until(() -> link.connections() == 3);
        }
    }

    /** As of a library that lacks something when it is first asked. */
    @Test
    void credentialsThatFailWithAnErrorEndNothing() {
        Tokens tokens = new Tokens();
        try (FaultyLink link = new FaultyLink(server.host(), server.port());
                Realtime realtime = tokens.connect(link)) {
            Told told = Told.of(realtime, "errors");
            tokens.broken.set(true);
            link.cut();
            await().until(() -> tokens.refusals.get() >= 3); // each of the three connections was tried again
            tokens.broken.set(false);
            await().ignoreExceptionsInstanceOf(EmitException.class)
                    .untilAsserted(() ->
                            assertThat(realtime.channel("errors").emit("e", 1)).isNotNull());
            await().until(() -> told.data.equals(List.of("1")));
            await().ignoreExceptionsInstanceOf(RealtimeException.class)
                    .untilAsserted(
                            () -> assertThat(TestClient.log(realtime, "errors")).containsExactly("1"));
        }
    }

    @Test
    void credentialsThatCannotBeHadAreNamedAndLeaveNoConnection() {
        Tokens tokens = new Tokens();
        tokens.away.set(true);
        try (FaultyLink link = new FaultyLink(server.host(), server.port())) {
            assertThatThrownBy(() -> tokens.connect(link).close())
                    .isInstanceOfSatisfying(
                            RealtimeException.class,
                            e -> assertThat(e.retryable()).isTrue())
                    .hasMessageContainingAll("credentials provider", "no token today");
            await().until(() -> link.connections() == 0);
        }
    }

    @Test
    void aSentinelThatTalksNonsenseIsPassedOver() throws IOException {
        String nonsense = "*2\r\n$9\r\n127.0.0.1\r\n$4\r\nport\r\n";
        String port = String.valueOf(server.port());
        String right = "*2\r\n$9\r\n127.0.0.1\r\n$" + port.length() + "\r\n" + port + "\r\n";
        try (FakeServer odd = new FakeServer("SENTINEL", nonsense);
                FakeServer good = new FakeServer("SENTINEL", right);
                Realtime realtime =
                        TestClient.connect("redis-sentinel://" + odd.address() + "," + good.address(), 3_000)) {
            assertThat(realtime.channel("sentinels").emit("e", 1)).isNotNull();
        }
    }

    @Test
    void wrongCredentialsOfSentinelsAreRefusedForGood() throws IOException {
        String refusal = "-WRONGPASS invalid username-password pair or user is disabled.\r\n";
        try (FakeServer one = new FakeServer(refusal);
                FakeServer two = new FakeServer(refusal)) {
            String url = "redis-sentinel://" + one.address() + "," + two.address() + "?sentinel-password=wrong-secret";
            assertThatThrownBy(() -> TestClient.connect(url, 1_000).close())
                    .isInstanceOfSatisfying(
                            RealtimeException.class,
                            e -> assertThat(e.retryable()).isFalse())
                    .hasMessageContaining("WRONGPASS")
                    .hasMessageNotContaining("wrong-secret");
        }
    }

    @Test
    void aServerThatIsTooOldIsRefusedWithTheReason() throws IOException {
        assertRefusedForGood(FakeServer.HELLO.replace("7.0.0", "6.2.14"), "6.2.14", "7.0 or newer");
        assertRefusedForGood("-ERR unknown command `HELLO`, with args beginning with: \r\n", "7.0 or newer");
    }

    private static void assertRefusedForGood(String hello, String... reasons) throws IOException {
        try (FakeServer old = new FakeServer(hello)) {
            assertThatThrownBy(() -> TestClient.connect(old.url(), 1_000).close())
                    .isInstanceOfSatisfying(
                            RealtimeException.class,
                            e -> assertThat(e.retryable()).isFalse())
                    .hasMessageContainingAll(reasons);
        }
    }

    @Test
    void whatAnswersInAnotherWayIsNoRedis() throws IOException {
        for (String hello : List.of("*2\r\n+what\r\n+ever\r\n", "+OK\r\n")) {
            try (FakeServer strange = new FakeServer(hello)) {
                assertThatConnectingFails(strange).hasMessageContaining("does not speak as Redis does");
                // It takes one connection at a time: none is left behind.
                assertThatConnectingFails(strange).hasMessageContaining("does not speak as Redis does");
            }
        }
        try (FakeServer strange = new FakeServer("TIME", "*2\r\n+what\r\n+ever\r\n")) {
            assertThatConnectingFails(strange).hasMessageContaining("what");
        }
    }

    private static AbstractThrowableAssert<?, ?> assertThatConnectingFails(FakeServer server) {
        return assertThatThrownBy(() -> TestClient.connect(server.url(), 1_000).close())
                .isInstanceOf(RealtimeException.class);
    }

    @Test
    void whatIsNoRedisIsNamed() throws IOException {
        try (ServerSocket web = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> {
                try {
                    while (true) {
                        try (Socket socket = web.accept()) {
                            byte[] answer = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
                            socket.getOutputStream().write(answer);
                            socket.getOutputStream().flush();
                            var unused = socket.getInputStream().read();
                        }
                    }
                } catch (IOException ended) {
                    // The test has ended.
                }
            });
            answers.setDaemon(true);
            answers.start();
            assertThatThrownBy(() -> TestClient.connect("redis://127.0.0.1:" + web.getLocalPort(), 1_000)
                            .close())
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining(String.valueOf(web.getLocalPort()));
        }
    }

    @Test
    void namesWithBracesNeverMeetAndKeepTheirKeysApart() {
        try (Realtime realtime = TestClient.connect(server.url(), 3_000)) {
            List<String> names =
                    List.of("{a}", "a}", "{a", "{}a", "%7Ba%7D", "{a}:head", "a", "}{", "{rt:a}:head", "%");
            for (String name : names) {
                TestClient.emit(realtime, name, name, "k");
                TestClient.emit(realtime, name, "again", "k");
            }
            for (String name : names) {
                assertThat(TestClient.log(realtime, name)).containsExactly(name);
            }
        }
    }

    @Test
    void everyFaultOfTheConfigurationIsTold() {
        assertThatThrownBy(
                        () -> RealtimeConfig.builder("redis://:1@:99999/x?format=odd&key-prefix={&trim=maybe&nothing=1")
                                .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("port")
                .hasMessageContaining("host")
                .hasMessageContaining("database")
                .hasMessageContaining("format")
                .hasMessageContaining("key-prefix")
                .hasMessageContaining("trim")
                .hasMessageContaining("nothing");
    }

    @Test
    void aPrefixOfSeveralLinesIsRefused() {
        for (String prefix : List.of("\n\n", "\n{\n", "a\u2028{b")) {
            assertThat(RedisOptions.faults(Map.of("key-prefix", prefix)))
                    .singleElement()
                    .asString()
                    .contains("key-prefix");
        }
    }
}
