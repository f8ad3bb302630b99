package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.tck.broker.FreePorts;
import dev.realtime4j.tck.broker.RedisServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;

/** An encrypted connection is one to the server that it claims to be, or none. */
@Tag("once")
@Timeout(60)
class TlsTest {
    private static final String PASSWORD = "store-secret";

    @TempDir
    Path folder;

    /** A key, its certificate for a host, and a file of what is trusted. */
    private record Identity(Path key, Path certificate, Path truststore) {}

    private Identity identity(String host) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve(host + ".p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder(List.of(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "redis",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "SAN=dns:" + host,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(made.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        Path key =
                pem("PRIVATE KEY", keys.getKey("redis", PASSWORD.toCharArray()).getEncoded(), host + ".key");
        Path certificate = pem("CERTIFICATE", keys.getCertificate("redis").getEncoded(), host + ".crt");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("redis", keys.getCertificate("redis"));
        Path truststore = folder.resolve(host + "-trust.p12");
        try (var out = Files.newOutputStream(truststore)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        return new Identity(key, certificate, truststore);
    }

    private Path pem(String kind, byte[] encoded, String name) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private static RedisServer launch(Identity identity, int port) {
        return RedisServer.launch(
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                identity.certificate.toString(),
                "--tls-key-file",
                identity.key.toString(),
                "--tls-auth-clients",
                "no");
    }

    private static RealtimeConfig config(int port, Path truststore) {
        return TestClient.config("rediss://localhost:" + port, 3_000)
                .option("truststore", truststore.toString())
                .option("truststore-password", PASSWORD)
                .build();
    }

    @Test
    void messagesGoOverAnEncryptedConnection() throws Exception {
        Identity identity = identity("localhost");
        int port = FreePorts.find(1).get(0);
        try (RedisServer server = launch(identity, port);
                Realtime realtime = Realtime.connect(config(port, identity.truststore))) {
            Told told = Told.of(realtime, "tls");
            realtime.channel("tls").emit("e", 1);
            server.call("CLIENT", "KILL", "TYPE", "pubsub");
            realtime.channel("tls").emit("e", "x".repeat(100_000));
            await().until(() -> told.ids.size() == 2);
            assertThat(config(port, identity.truststore).toString()).doesNotContain(PASSWORD);
        }
    }

    /** A server with encryption asks for a certificate of its clients by default, and so does a Sentinel. */
    @Test
    void sentinelsAreConnectedToWithTheApplicationsOwnCertificate() throws Exception {
        Identity identity = identity("localhost");
        int port = FreePorts.find(1).get(0);
        String master = "*2\r\n$9\r\nlocalhost\r\n$" + String.valueOf(port).length() + "\r\n" + port + "\r\n";
        File store = folder.resolve("localhost.p12").toFile();
        SslOptions own = SslOptions.builder()
                .keystore(store, PASSWORD.toCharArray())
                .truststore(identity.truststore.toFile(), PASSWORD.toCharArray())
                .build();
        SSLServerSocket door = (SSLServerSocket) own.createSslContext()
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        door.setNeedClientAuth(true);
        try (RedisServer server = launch(identity, port);
                FakeServer sentinel = new FakeServer(door, "SENTINEL", master)) {
            RealtimeConfig config = TestClient.config("rediss-sentinel://localhost:" + door.getLocalPort(), 3_000)
                    .build();
            JedisClientConfig client =
                    DefaultJedisClientConfig.builder().sslOptions(own).build();
            try (Realtime realtime = Realtime.over(RedisTransport.connect(config, client), config)) {
                assertThat(realtime.channel("tls").emit("e", 1)).isNotNull();
            }
            assertThat(sentinel.asked()).isPositive();
            assertThat(server.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void aServerThatIsNotTrustedOrHasAnotherNameIsRefused() throws Exception {
        Identity other = identity("other.example");
        int port = FreePorts.find(1).get(0);
        try (RedisServer server = launch(other, port)) {
            assertThat(server.call("PING")).isEqualTo("PONG");
            assertThatThrownBy(() -> TestClient.connect("rediss://localhost:" + port, 1_000)
                            .close())
                    .as("not trusted")
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining(String.valueOf(port));
            assertThatThrownBy(() ->
                            Realtime.connect(config(port, other.truststore)).close())
                    .as("trusted, but for another host")
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining("localhost");
        }
    }
}
