package dev.realtime4j.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Access by signed tokens (JWT), sent as {@code Authorization: Bearer TOKEN} or in a cookie. The claim {@code realtime} says
 * what may be done with which channels, names or beginnings with a trailing {@code *}:
 *
 * <pre>{@code
 * {"sub": "ann", "exp": 1795344400,
 *  "realtime": {"subscribe": ["room-*", "user-ann"], "emit": ["room-*"], "history": ["room-*"]}}
 * }</pre>
 *
 * <p>A token needs an expiry; a stream ends visibly when it has come. A claim {@code realtime_from}, in seconds since 1970,
 * hides what was emitted before. Needs the library {@code nimbus-jose-jwt}. Immutable and safe for any threads.
 */
public final class JwtAccess implements Access {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.http");
    private static final Set<JWSAlgorithm> WITH_KEYS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);
    private static final int SHORTEST_SECRET = 32;
    /** For a key server to connect, and between two pieces of its answer; the library's half a second is little for some. */
    private static final int PATIENCE_MILLIS = 2000;

    private final JWSKeySelector<SecurityContext> keys;
    private final @Nullable String issuer;
    private final @Nullable String audience;
    private final @Nullable String cookie;
    private final DefaultJWTProcessor<SecurityContext> processor;

    private JwtAccess(
            JWSKeySelector<SecurityContext> keys,
            @Nullable String issuer,
            @Nullable String audience,
            @Nullable String cookie) {
        this.keys = keys;
        this.issuer = issuer;
        this.audience = audience;
        this.cookie = cookie;
        JWTClaimsSet.Builder exact = new JWTClaimsSet.Builder();
        if (issuer != null) {
            exact.issuer(issuer);
        }
        processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(keys);
        processor.setJWTClaimsSetVerifier(
                new DefaultJWTClaimsVerifier<>(audience, exact.build(), new HashSet<>(Set.of("sub", "exp"))));
    }

    /**
     * Tokens signed with a shared secret: HS256, with 48 bytes or more also HS384, with 64 or more also HS512.
     *
     * @param secret at least 32 bytes; copied
     * @return the access control
     * @throws IllegalArgumentException if it is shorter
     */
    public static JwtAccess withSecret(byte[] secret) {
        if (secret.length < SHORTEST_SECRET) {
            throw new IllegalArgumentException("the secret of tokens must have at least " + SHORTEST_SECRET + " bytes");
        }
        List<Key> key = List.of(new SecretKeySpec(secret, "HMAC"));
        // One secret for all, whatever id a token gives to its key; a too short one must not be tried.
        JWSKeySelector<SecurityContext> keys =
                (header, context) -> secret.length >= secretBytes(header.getAlgorithm()) ? key : List.of();
        return new JwtAccess(keys, null, null, null);
    }

    private static int secretBytes(JWSAlgorithm algorithm) {
        if (algorithm.equals(JWSAlgorithm.HS256)) {
            return 32;
        }
        return algorithm.equals(JWSAlgorithm.HS384)
                ? 48
                : algorithm.equals(JWSAlgorithm.HS512) ? 64 : Integer.MAX_VALUE;
    }

    private static JwtAccess withKeys(JWKSource<SecurityContext> source) {
        return new JwtAccess(new JWSVerificationKeySelector<>(WITH_KEYS, source), null, null, null);
    }

    /**
     * Tokens signed with a private key whose public one is in a file: RS, PS and ES.
     *
     * @param file a JSON Web Key Set
     * @return the access control
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is no key set
     */
    public static JwtAccess withKeys(Path file) throws IOException {
        try {
            JWKSet set = JWKSet.parse(Files.readString(file));
            return withKeys(new ImmutableJWKSet<>(set.toPublicJWKSet()));
        } catch (ParseException e) {
            throw new IllegalArgumentException(file + " is not a JSON Web Key Set", e);
        }
    }

    /**
     * Tokens signed with a private key whose public one is published by an identity provider: RS, PS and ES. The keys are
     * kept and asked for again when they age or a new one turns up.
     *
     * @param url where the JSON Web Key Set is published
     * @return the access control
     * @throws IllegalArgumentException if it is no address
     */
    public static JwtAccess withKeysOf(URI url) {
        try {
            JWKSource<SecurityContext> source = JWKSourceBuilder.create(
                            url.toURL(),
                            new DefaultResourceRetriever(
                                    PATIENCE_MILLIS, PATIENCE_MILLIS, JWKSourceBuilder.DEFAULT_HTTP_SIZE_LIMIT))
                    .retrying(true)
                    .outageTolerant(true)
                    .build();
            return withKeys(source);
        } catch (IOException e) {
            throw new IllegalArgumentException("not an address of a key set: " + url, e);
        }
    }

    /**
     * Lets in only tokens of an issuer.
     *
     * @param wanted the value that the claim {@code iss} must have
     * @return a changed copy
     */
    public JwtAccess issuer(String wanted) {
        return new JwtAccess(keys, wanted, audience, cookie);
    }

    /**
     * Lets in only tokens for an audience.
     *
     * @param wanted the value that the claim {@code aud} must hold
     * @return a changed copy
     */
    public JwtAccess audience(String wanted) {
        return new JwtAccess(keys, issuer, wanted, cookie);
    }

    /**
     * Also takes the token from a cookie, which {@code EventSource} can send.
     *
     * @param name the cookie's name
     * @return a changed copy
     */
    public JwtAccess cookie(String name) {
        return new JwtAccess(keys, issuer, audience, name);
    }

    @Override
    public Decision decide(Attempt attempt) {
        String token = token(attempt.request());
        if (token == null) {
            return Decision.deny(401, "A token is missing: send Authorization: Bearer TOKEN");
        }
        try {
            return decide(attempt, processor.process(token, null));
        } catch (ParseException | BadJOSEException e) {
            return Decision.deny(401, "The token is not valid: " + e.getMessage());
        } catch (JOSEException e) {
            LOG.warn("Tokens cannot be checked: {}", e.getMessage());
            return Decision.deny(Errors.reply(503, "unavailable", "Tokens cannot be checked just now")
                    .with("Retry-After", "5"));
        }
    }

    private static Decision decide(Attempt attempt, JWTClaimsSet claims) throws ParseException {
        Date expiry = claims.getExpirationTime();
        if (expiry != null
                && !expiry.toInstant().isAfter(Instant.now())) { // the library lets it pass for a minute more
            return Decision.deny(401, "The token is not valid: Expired JWT");
        }
        String user = String.valueOf(claims.getSubject());
        Decision decision = grants(claims).decide(attempt, user);
        Date from = claims.getDateClaim("realtime_from");
        decision = expiry == null ? decision : decision.until(expiry.toInstant());
        return from == null ? decision : decision.readFrom(from.toInstant());
    }

    private static Grants grants(JWTClaimsSet claims) throws ParseException {
        Map<Action, List<ChannelPattern>> granted = new EnumMap<>(Action.class);
        Map<String, Object> claim = claims.getJSONObjectClaim("realtime");
        for (Action action : Action.values()) {
            Object patterns = claim == null ? null : claim.get(action.name().toLowerCase(Locale.ROOT));
            if (patterns instanceof List<?> list) {
                granted.put(
                        action,
                        list.stream()
                                .map(String::valueOf)
                                .map(JwtAccess::pattern)
                                .toList());
            }
        }
        return new Grants(granted);
    }

    private static ChannelPattern pattern(String text) {
        try {
            return ChannelPattern.of(text);
        } catch (IllegalArgumentException e) {
            return new ChannelPattern("", false); // matches no channel
        }
    }

    private @Nullable String token(HttpRequest request) {
        String bearer = ApiKeys.bearer(request);
        if (bearer != null || cookie == null) {
            return bearer;
        }
        for (String header : request.headers("Cookie")) {
            for (String pair : header.split(";", -1)) {
                String trimmed = pair.strip();
                if (trimmed.startsWith(cookie + "=")) {
                    return trimmed.substring(cookie.length() + 1);
                }
            }
        }
        return null;
    }

    /** What is demanded of tokens, without keys. */
    @Override
    public String toString() {
        return "JwtAccess" + (issuer == null ? "" : " of " + issuer) + (audience == null ? "" : " for " + audience);
    }
}
