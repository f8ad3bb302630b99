package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.FreePorts;
import dev.realtime4j.tck.broker.NatsServer;
import io.nats.client.NKey;
import io.nats.client.support.JwtUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may connect, and what a user needs to be allowed to do. */
@Tag("once")
class AccessTest {
    /** As in docs/nats.md: what a user needs whose streams are there already. */
    private static final String PERMISSIONS = """
            permissions {
              publish: { allow: [
                "rt.all.*",
                "$JS.API.STREAM.INFO.rt_all", "$JS.API.STREAM.MSG.GET.rt_all", "$JS.API.DIRECT.GET.rt_all",
                "$JS.API.CONSUMER.CREATE.rt_all.>", "$JS.API.CONSUMER.MSG.NEXT.rt_all.*",
                "$JS.API.CONSUMER.DELETE.rt_all.*" ] }
              subscribe: { allow: ["rt.live.all.*", "_INBOX.>"] }
            }
            """;

    private static final String ADMIN = "{ user: admin, password: a },";

    @TempDir
    private Path files;

    private static void works(String url) {
        try (Client client = new Client(url)) {
            client.subscribe("c");
            for (int i = 0; i < 20; i++) {
                client.emit("c", i);
            }
            client.awaitTold("0", "19");
            assertThat(client.history("c")).hasSize(20);
        }
    }

    /** Denied at once: not only when the connect timeout is over, which is 5 s. */
    private static void denied(String url, String secret) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> new Client(url).close())
                .isInstanceOf(RealtimeException.class)
                .hasMessageContaining("credentials")
                .hasMessageNotContaining(secret)
                .satisfies(e -> assertThat(((RealtimeException) e).retryable()).isFalse());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(files.resolve(name), text);
    }

    @Test
    void aToken() {
        try (NatsServer server = NatsServer.launch("authorization { token: \"to+ken\" }")) {
            works("nats://to+ken@127.0.0.1:" + server.port());
            denied("nats://wrong-one@127.0.0.1:" + server.port(), "wrong-one");
        }
    }

    @Test
    void anNkey() throws GeneralSecurityException, IOException {
        NKey user = NKey.createUser(null);
        NKey other = NKey.createUser(null);
        try (NatsServer server =
                NatsServer.launch("authorization { users: [{ nkey: " + new String(user.getPublicKey()) + " }] }")) {
            String url = "nats://127.0.0.1:" + server.port() + "?nkey-file=";
            works(url + file("user.nk", "# mine\n" + new String(user.getSeed()) + "\n"));
            denied(url + file("other.nk", new String(other.getSeed())), new String(other.getSeed()));
        }
    }

    @Test
    void aCredentialsFile() throws GeneralSecurityException, IOException {
        NKey operator = NKey.createOperator(null);
        NKey system = NKey.createAccount(null);
        NKey account = NKey.createAccount(null);
        NKey user = NKey.createUser(null);
        String ofOperator = jwt(operator, operator, "{\"type\":\"operator\",\"version\":2}");
        String limits =
                "\"limits\":{\"subs\":-1,\"data\":-1,\"payload\":-1,\"imports\":-1,\"exports\":-1,\"wildcards\":true,"
                        + "\"conn\":-1,\"leaf\":-1";
        String ofSystem = jwt(operator, system, "{" + limits + "},\"type\":\"account\",\"version\":2}");
        String ofAccount = jwt(
                operator,
                account,
                "{" + limits + ",\"mem_storage\":-1,\"disk_storage\":-1,\"streams\":-1,\"consumer\":-1},"
                        + "\"type\":\"account\",\"version\":2}");
        String ofUser =
                JwtUtils.issueUserJWT(account, new String(account.getPublicKey()), new String(user.getPublicKey()));
        try (NatsServer server = NatsServer.launch(
                "operator: \"" + ofOperator + "\"",
                "system_account: " + new String(system.getPublicKey()),
                "resolver: MEMORY",
                "resolver_preload { " + new String(account.getPublicKey()) + ": \"" + ofAccount + "\"",
                new String(system.getPublicKey()) + ": \"" + ofSystem + "\" }")) {
            String file = String.format(JwtUtils.NATS_USER_JWT_FORMAT, ofUser, new String(user.getSeed()));
            works("nats://127.0.0.1:" + server.port() + "?credentials-file=" + file("user.creds", file));
            denied("nats://127.0.0.1:" + server.port(), ofUser);
        }
    }

    private static String jwt(NKey issuer, NKey subject, String claim) throws GeneralSecurityException, IOException {
        return JwtUtils.issueJWT(
                issuer,
                new String(subject.getPublicKey()),
                "test",
                null,
                JwtUtils.currentTimeSeconds(),
                new String(issuer.getPublicKey()),
                () -> claim);
    }

    @Test
    void anEncryptedConnectionTrustsTheAuthorityAndTheName() throws IOException {
        TestCertificate certificate = TestCertificate.make(files);
        try (NatsServer server = NatsServer.launch(certificate.serverSettings())) {
            String authority = "?tls-ca-file=" + certificate.certificate();
            works("tls://localhost:" + server.port() + authority);
            assertThatThrownBy(() -> new Client("tls://localhost:" + server.port()).close())
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContainingAll("localhost:" + server.port(), "certification path");
            assertThatThrownBy(() -> new Client("tls://127.0.0.1:" + server.port() + authority).close())
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContainingAll("127.0.0.1", "alternative names");
            assertThatThrownBy(() -> new Client("nats://localhost:" + server.port()).close())
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining("tls://");
        }
    }

    /** An operator renews the keys of servers and users while the application runs. */
    @Test
    void renewedFilesAreReadForTheNextConnection() throws GeneralSecurityException, IOException {
        int port = FreePorts.find(1).get(0);
        Path authority = files.resolve("authority.pem");
        Path user = files.resolve("user.nk");
        NatsTransport transport;
        try (NatsServer server = renewed(port, "before", authority, user)) {
            transport = TestTransports.open(
                    "tls://localhost:" + server.port() + "?tls-ca-file=" + authority + "&nkey-file=" + user);
        }
        try (transport;
                NatsServer server = renewed(port, "after", authority, user)) {
            Awaitility.await(server.version()).atMost(Client.SECONDS).until(() -> isTaken(transport));
        }
    }

    private NatsServer renewed(int port, String directory, Path authority, Path user)
            throws GeneralSecurityException, IOException {
        TestCertificate certificate = TestCertificate.make(Files.createDirectory(files.resolve(directory)));
        Files.copy(certificate.certificate(), authority, StandardCopyOption.REPLACE_EXISTING);
        NKey key = NKey.createUser(null);
        Files.writeString(user, new String(key.getSeed()));
        return NatsServer.launch(
                port,
                certificate.serverSettings(),
                "authorization { users: [{ nkey: " + new String(key.getPublicKey()) + " }] }");
    }

    /** The second of the two connections is one too many. */
    @Test
    void aServerThatTakesNoMoreConnectionsIsToldSo() {
        try (NatsServer server = NatsServer.launch("max_connections: 1")) {
            String address = "127.0.0.1:" + server.port();
            assertThatThrownBy(() -> new Client("nats://" + address).close())
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContainingAll(address, "maximum connections exceeded")
                    .satisfies(
                            e -> assertThat(((RealtimeException) e).retryable()).isTrue());
        }
    }

    @Test
    void aUserWithTheDocumentedPermissions() {
        try (NatsServer server = NatsServer.launch(
                "authorization { users: [", ADMIN, "{ user: app, password: p, " + PERMISSIONS + "} ] }")) {
            assertThatThrownBy(() -> new Client("nats://app:p@127.0.0.1:" + server.port()).close())
                    .as("the stream is missing and this user may not make it")
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining("STREAM.CREATE");
            new Client("nats://admin:a@127.0.0.1:" + server.port()).close();
            works("nats://app:p@127.0.0.1:" + server.port());
            List<String> forged = new CopyOnWriteArrayList<>();
            Client.bare("nats://app:p@127.0.0.1:" + server.port(), connection -> {
                connection.publish("rt.live.all.c", new byte[0]);
                connection.flush(Client.SECONDS);
                forged.add(String.valueOf(connection.getLastError()));
            });
            assertThat(forged).singleElement().asString().contains("Permissions Violation");
        }
    }

    private static String[] withoutListening(String denied) {
        return new String[] {
            "authorization { users: [",
            ADMIN,
            "{ user: app, password: p, permissions { publish: \">\", subscribe: { allow: [\">\"], deny: [" + denied
                    + "] } } } ] }"
        };
    }

    @Test
    void whoMayNotListenIsToldSo() {
        try (NatsServer server = NatsServer.launch(withoutListening("\"rt.live.all.secret\""));
                Client client = new Client("nats://app:p@127.0.0.1:" + server.port())) {
            assertThatThrownBy(() -> client.subscribe("secret"))
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContainingAll("secret", "Permissions Violation for Subscription")
                    .satisfies(
                            e -> assertThat(((RealtimeException) e).retryable()).isFalse());
            client.subscribe("open");
            client.emit("open", 1);
            client.awaitTold("1");
        }
    }

    @Test
    void whoListensToTooMuchIsToldSo() {
        try (NatsServer server = NatsServer.launch("max_subscriptions: 6");
                Client client = new Client("nats://127.0.0.1:" + server.port())) {
            List<String> followed = new ArrayList<>();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10; i++) {
                            client.subscribe("c" + i);
                            followed.add("c" + i);
                        }
                    })
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining("maximum subscriptions exceeded");
            assertThat(followed).isNotEmpty();
            followed.forEach(channel -> client.emit(channel, channel));
            client.awaitTold(
                    followed.stream().map(channel -> '"' + channel + '"').toArray(String[]::new));
        }
    }

    /** The server comes back and does not let this client in as before: calls say why they wait in vain. */
    @Test
    @Tag("long") // two calls wait as long as they may
    void whyNoConnectionCanBeHadAnyMoreIsTold() {
        int port = FreePorts.find(1).get(0);
        Client client;
        try (NatsServer server = NatsServer.launch(port, "authorization { user: u, password: old-one }")) {
            client = new Client("nats://u:old-one@" + server.host() + ":" + port);
            for (int i = 0; i < 5; i++) {
                client.subscribe("c" + i);
            }
        }
        try (client) {
            try (NatsServer server = NatsServer.launch(port, "authorization { user: u, password: new-one }")) {
                assertThatThrownBy(() -> client.emit("c0", 1))
                        .as(server.version())
                        .hasMessageContaining("Authorization Violation")
                        .hasMessageNotContaining("old-one");
            }
            try (NatsServer server =
                    NatsServer.launch(port, "authorization { user: u, password: old-one }", "max_subscriptions: 4")) {
                client.emitSurely("c0", 1);
                assertThatThrownBy(() -> client.history("c0"))
                        .as(server.version())
                        .hasMessageContaining("maximum subscriptions exceeded");
            }
        }
    }

    /** The server comes back with less rights for this user: he does not go on as if all were heard. */
    @Test
    void whoMayNotListenAnyMoreIsInterruptedUntilHeMay() {
        int port = FreePorts.find(1).get(0);
        LiveRecorder sink = new LiveRecorder();
        LiveRecorder other = new LiveRecorder();
        NatsTransport transport;
        try (NatsServer server = NatsServer.launch(port, withoutListening("\"rt.live.all.secret\""))) {
            transport = TestTransports.open("nats://app:p@127.0.0.1:" + server.port());
            transport.listen("c", sink).toCompletableFuture().join();
            transport.listen("d", other).toCompletableFuture().join();
        }
        try (transport) {
            Awaitility.await().atMost(Client.SECONDS).until(() -> sink.interruptions() == 1);
            try (NatsServer server = NatsServer.launch(port, withoutListening("\"rt.live.all.c\""))) {
                Awaitility.await(server.version()).atMost(Client.SECONDS).until(() -> isTaken(transport));
                Awaitility.await("what is not refused").atMost(Client.SECONDS).until(() -> other.restorations() == 1);
                Awaitility.await()
                        .during(Duration.ofMillis(500))
                        .atMost(Client.SECONDS)
                        .until(() -> sink.restorations() == 0);
                assertThat(TestTransports.after(transport, "c", null).entries()).isEmpty();
            }
            try (NatsServer server = NatsServer.launch(port, withoutListening("\"rt.live.all.secret\""))) {
                Awaitility.await(server.version()).atMost(Client.SECONDS).until(() -> sink.restorations() == 1);
            }
        }
    }

    /** As a server says when its settings are read anew while it runs. */
    @Test
    void aRightThatIsTakenAwayMeanwhileInterrupts() {
        try (NatsServer server = NatsServer.launch();
                FaultyLink link = new FaultyLink(server.host(), server.port());
                NatsTransport transport = TestTransports.open("nats://127.0.0.1:" + link.port())) {
            LiveRecorder sink = new LiveRecorder();
            LiveRecorder other = new LiveRecorder();
            transport.listen("c", sink).toCompletableFuture().join();
            transport.listen("d", other).toCompletableFuture().join();
            String line = "-ERR 'Permissions Violation for Subscription to \"rt.live.all.c\" (sid \"3\")'\r\n";
            link.say(line.getBytes(StandardCharsets.UTF_8));
            Awaitility.await().atMost(Client.SECONDS).until(() -> sink.restorations() == 1);
            assertThat(sink.interruptions()).isEqualTo(1);
            assertThat(other.interruptions()).as("what is not refused").isZero();
            MessageId next = TestTransports.append(transport, "c", "1");
            Awaitility.await().atMost(Client.SECONDS).until(() -> sink.told().equals(List.of(next)));
        }
    }

    private static boolean isTaken(NatsTransport transport) {
        return transport
                .append("other", TestTransports.entry("1", null))
                .handle((id, failure) -> failure == null)
                .toCompletableFuture()
                .join();
    }
}
