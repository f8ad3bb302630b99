package dev.realtime4j.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.realtime4j.http.Access.Action;
import dev.realtime4j.http.Access.Attempt;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtAccessTest {
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private final Instant soon = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    Path folder;

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .subject("ann")
                .expirationTime(Date.from(soon))
                .claim("realtime", Map.of("subscribe", List.of("room-*"), "emit", List.of("room-1", "a*b")));
    }

    private static String signed(JWSAlgorithm algorithm, JWSSigner signer, String keyId, JWTClaimsSet claims)
            throws JOSEException {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
        token.sign(signer);
        return token.serialize();
    }

    private static String signed(JWTClaimsSet claims) throws JOSEException {
        return signed(JWSAlgorithm.HS256, new MACSigner(SECRET), "", claims);
    }

    private static Decision decide(Access access, String token, Action action, String... channels) {
        return access.decide(new Attempt(new Asked("Authorization", "Bearer " + token), List.of(channels), action));
    }

    private static int status(Access access, String token, Action action, String... channels) {
        Reply denial = decide(access, token, action, channels).denial();
        return denial == null ? 200 : denial.status();
    }

    @Test
    void theClaimSaysWhatMayBeDone() throws Exception {
        Access access = JwtAccess.withSecret(SECRET);
        String token = signed(claims().claim("realtime_from", 1000).build());
        Decision decision = decide(access, token, Action.SUBSCRIBE, "room-1", "room-2");
        assertThat(decision.denial()).isNull();
        assertThat(decision.user()).isEqualTo("ann");
        assertThat(decision.until()).isEqualTo(soon);
        assertThat(decision.readFrom()).isEqualTo(Instant.ofEpochSecond(1000));
        assertThat(status(access, token, Action.EMIT, "room-1")).isEqualTo(200);
        assertThat(status(access, token, Action.EMIT, "room-2")).isEqualTo(403);
        assertThat(status(access, token, Action.EMIT, "axb")).isEqualTo(403);
        assertThat(status(access, token, Action.HISTORY, "room-1")).isEqualTo(403);
        assertThat(status(access, signed(claims().claim("realtime", null).build()), Action.EMIT, "room-1"))
                .isEqualTo(403);
    }

    @Test
    void aTokenThatIsNotSoundIsRefused() throws Exception {
        Access access = JwtAccess.withSecret(SECRET);
        String other = signed(
                JWSAlgorithm.HS256,
                new MACSigner("another secret of 32 bytes length".getBytes(StandardCharsets.US_ASCII)),
                "",
                claims().build());
        String sound = signed(claims().build());
        for (String token : List.of(
                "",
                "x",
                "a.b.c",
                other,
                sound.substring(0, sound.length() - 4) + "AAAA",
                new PlainJWT(claims().build()).serialize(),
                signed(claims().expirationTime(Date.from(Instant.now().minusSeconds(600)))
                        .build()),
                signed(claims().expirationTime(Date.from(Instant.now().minusSeconds(2)))
                        .build()),
                signed(claims().expirationTime(null).build()),
                signed(claims().notBeforeTime(Date.from(soon)).build()),
                signed(claims().subject(null).build()))) {
            assertThat(status(access, token, Action.SUBSCRIBE, "room-1"))
                    .as(token)
                    .isEqualTo(401);
        }
        assertThat(status(access, signed(claims().claim("realtime", "all").build()), Action.EMIT, "room-1"))
                .isEqualTo(401);
    }

    @Test
    void issuerAndAudienceMayBeDemanded() throws Exception {
        Access access = JwtAccess.withSecret(SECRET).issuer("me").audience("chat");
        assertThat(status(access, signed(claims().build()), Action.EMIT, "room-1"))
                .isEqualTo(401);
        assertThat(status(access, signed(claims().issuer("me").audience("other").build()), Action.EMIT, "room-1"))
                .isEqualTo(401);
        assertThat(status(
                        access,
                        signed(claims().issuer("me")
                                .audience(List.of("chat", "other"))
                                .build()),
                        Action.EMIT,
                        "room-1"))
                .isEqualTo(200);
    }

    @Test
    void keysMayComeFromAFileOrAnAddress() throws Exception {
        RSAKey rsa = new RSAKeyGenerator(2048).keyID("r").generate();
        ECKey ec = new ECKeyGenerator(Curve.P_256).keyID("e").generate();
        String set = new JWKSet(List.of(rsa.toPublicJWK(), ec.toPublicJWK())).toString();
        Access file = JwtAccess.withKeys(Files.writeString(folder.resolve("keys.json"), set));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = set.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            Access address = JwtAccess.withKeysOf(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys.json"));
            for (Access access : List.of(file, address)) {
                assertThat(status(
                                access,
                                signed(JWSAlgorithm.RS256, new RSASSASigner(rsa), "r", claims().build()),
                                Action.EMIT,
                                "room-1"))
                        .isEqualTo(200);
                assertThat(status(
                                access,
                                signed(JWSAlgorithm.ES256, new ECDSASigner(ec), "e", claims().build()),
                                Action.EMIT,
                                "room-1"))
                        .isEqualTo(200);
                // The public key taken for a secret: the oldest trick.
                assertThat(status(
                                access,
                                signed(
                                        JWSAlgorithm.HS256,
                                        new MACSigner(rsa.toPublicJWK().toString()),
                                        "r",
                                        claims().build()),
                                Action.EMIT,
                                "room-1"))
                        .isEqualTo(401);
            }
        } finally {
            server.stop(0);
        }
        Access nobody = JwtAccess.withKeysOf(URI.create("http://127.0.0.1:1/keys.json"));
        assertThat(status(
                        nobody,
                        signed(JWSAlgorithm.ES256, new ECDSASigner(ec), "e", claims().build()),
                        Action.EMIT,
                        "room-1"))
                .isEqualTo(503);
    }

    @Test
    void theTokenMayComeInACookie() throws Exception {
        Access access = JwtAccess.withSecret(SECRET).cookie("token");
        Asked request = new Asked("Cookie", "a=b; token=" + signed(claims().build()) + "; c=d");
        assertThat(access.decide(new Attempt(request, List.of("room-1"), Action.SUBSCRIBE))
                        .denial())
                .isNull();
    }

    @Test
    void faultsAreToldWithoutSecrets() throws Exception {
        assertThatThrownBy(() -> JwtAccess.withSecret("short secret".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("short secret");
        Path file = Files.writeString(folder.resolve("keys.json"), "no keys");
        assertThatThrownBy(() -> JwtAccess.withKeys(file)).hasMessageContaining("JSON Web Key Set");
        assertThat(JwtAccess.withSecret(SECRET).issuer("me").toString()).doesNotContain("0123");
    }
}
