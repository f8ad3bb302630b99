package dev.realtime4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.realtime4j.http.Access.Action;
import dev.realtime4j.http.Access.Attempt;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of those who have no key, and key sets that do not come. */
class JwtAttacksTest {
    private static final RSAKey OURS = key();
    private static final RSAKey THEIRS = key();

    @TempDir
    Path folder;

    private final CountDownLatch end = new CountDownLatch(1);
    private @Nullable HttpServer server;

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("ours").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        end.countDown();
        if (server != null) {
            server.stop(0);
        }
    }

    private static JWTClaimsSet claims() {
        return new JWTClaimsSet.Builder()
                .subject("ann")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .claim("realtime", Map.of("emit", List.of("room-1")))
                .build();
    }

    private static String signed(JWSHeader header, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims());
        token.sign(signer);
        return token.serialize();
    }

    private static JWSHeader header(String keyId) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build();
    }

    private static int status(Access access, String token) {
        Reply denial = access.decide(
                        new Attempt(new Asked("Authorization", "Bearer " + token), List.of("room-1"), Action.EMIT))
                .denial();
        return denial == null ? 200 : denial.status();
    }

    private static byte[] keySet() {
        return new JWKSet(OURS.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What a key server does with a request. */
    @FunctionalInterface
    private interface KeyServer {
        void answer(OutputStream body) throws IOException;
    }

    private Access keysFrom(AtomicInteger asked, KeyServer answer) throws IOException {
        HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        made.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        made.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                answer.answer(body);
            } catch (IOException e) {
                exchange.close(); // the client has had enough
            }
        });
        made.start();
        server = made;
        return JwtAccess.withKeysOf(
                URI.create("http://127.0.0.1:" + made.getAddress().getPort() + "/keys.json"));
    }

    @Test
    void aTokenCannotBringItsOwnKey() throws Exception {
        Access access = JwtAccess.withKeys(Files.write(folder.resolve("keys.json"), keySet()));
        assertThat(status(access, signed(header("ours"), new RSASSASigner(OURS))))
                .isEqualTo(200);
        URI elsewhere = URI.create("http://127.0.0.1:1/attacker.json");
        JWSHeader.Builder plain = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("ours");
        for (JWSHeader forged : List.of(
                plain.build(),
                new JWSHeader.Builder(plain.build()).jwk(THEIRS.toPublicJWK()).build(),
                new JWSHeader.Builder(plain.build()).jwkURL(elsewhere).build(),
                new JWSHeader.Builder(plain.build()).x509CertURL(elsewhere).build(),
                header("../../../../dev/null"),
                header("' OR 1=1 --"),
                header(""))) {
            assertThat(status(access, signed(forged, new RSASSASigner(THEIRS))))
                    .as(forged.toString())
                    .isEqualTo(401);
        }
    }

    @Test
    void theAlgorithmIsTheServersChoice() throws Exception {
        Access keys = JwtAccess.withKeys(Files.write(folder.resolve("keys.json"), keySet()));
        byte[] modulus = OURS.toRSAPublicKey().getEncoded();
        for (byte[] secret : List.of(modulus, keySet())) { // what everybody knows, taken for a secret
            JWSHeader header =
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("ours").build();
            assertThat(status(keys, signed(header, new MACSigner(secret)))).isEqualTo(401);
        }
        Access secret = JwtAccess.withSecret(new byte[32]);
        assertThat(status(secret, signed(header("ours"), new RSASSASigner(OURS))))
                .isEqualTo(401);
        JWSHeader other = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType("secevent+jwt"))
                .build();
        assertThat(status(secret, signed(other, new MACSigner(new byte[32]))))
                .as("a token of another kind")
                .isEqualTo(401);
    }

    /** Each key id that nobody knows may be a new key; but who makes them up must not flood the key server with questions. */
    @Test
    void madeUpKeyIdsNeitherFloodTheKeyServerNorLockOthersOut() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Access access = keysFrom(asked, body -> body.write(keySet()));
        String good = signed(header("ours"), new RSASSASigner(OURS));
        assertThat(status(access, good)).isEqualTo(200);
        for (int i = 0; i < 50; i++) {
            assertThat(status(access, signed(header("made-up-" + i), new RSASSASigner(THEIRS))))
                    .isIn(401, 503);
        }
        assertThat(asked).hasValueLessThan(5);
        assertThat(status(access, good)).isEqualTo(200);
    }

    @Test
    void aKeyServerMayTakeASecond() throws Exception {
        Access access = keysFrom(new AtomicInteger(), body -> {
            try {
                boolean unused = end.await(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            body.write(keySet());
        });
        assertThat(status(access, signed(header("ours"), new RSASSASigner(OURS))))
                .isEqualTo(200);
    }

    @Test
    void aKeyServerThatHangsHoldsNobodyUpForLong() throws Exception {
        Access access = keysFrom(new AtomicInteger(), body -> {
            body.write('{');
            body.flush();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        long start = System.nanoTime();
        assertThat(status(access, signed(header("ours"), new RSASSASigner(OURS))))
                .isEqualTo(503);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aKeySetWithoutEndIsGivenUp() throws Exception {
        Access access = keysFrom(new AtomicInteger(), body -> {
            body.write("{\"keys\":[\"".getBytes(StandardCharsets.UTF_8));
            byte[] more = "x".repeat(8192).getBytes(StandardCharsets.UTF_8);
            while (end.getCount() > 0) {
                body.write(more);
            }
        });
        long start = System.nanoTime();
        assertThat(status(access, signed(header("ours"), new RSASSASigner(OURS))))
                .isEqualTo(503);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
}
