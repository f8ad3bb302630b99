package dev.realtime4j.server;

import dev.realtime4j.http.Access;
import dev.realtime4j.http.ApiKeys;
import dev.realtime4j.http.JwtAccess;
import dev.realtime4j.http.RealtimeHttp;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code serve} that a file and the environment may hold as well; see {@link ServeSources}. */
final class ServeOptions {
    @Option(
            names = "--host",
            paramLabel = "H",
            description =
                    "The address to listen on; 0.0.0.0 for all. By default the loopback address, and with --api-keys"
                            + " all addresses.")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "P",
            description = "The port to listen on, 0 for a free one; 8080 by default.")
    private int port = 8080;

    @Option(
            names = "--base-path",
            paramLabel = "PATH",
            description = "Where the channels are; " + RealtimeHttp.DEFAULT_BASE_PATH + " by default.")
    private String basePath = RealtimeHttp.DEFAULT_BASE_PATH;

    @Option(
            names = "--api-keys",
            paramLabel = "FILE",
            description = "Let in only who sends a key of this file, with a line for each: KEY USER ACTIONS CHANNELS…,"
                    + " such as: 0123456789abcdef billing emit,history invoice-* default")
    private @Nullable Path apiKeys;

    @Option(
            names = "--jwt-secret",
            paramLabel = "FILE",
            description = "Let in only who sends a token signed with the secret in this file, of at least 32 bytes.")
    private @Nullable Path jwtSecret;

    @Option(
            names = "--jwt-keys",
            paramLabel = "FILE|URL",
            description = "Let in only who sends a token signed with a key of this JSON Web Key Set.")
    private @Nullable String jwtKeys;

    @Option(names = "--jwt-issuer", paramLabel = "I", description = "Tokens must be issued by I.")
    private @Nullable String jwtIssuer;

    @Option(names = "--jwt-audience", paramLabel = "A", description = "Tokens must be meant for A.")
    private @Nullable String jwtAudience;

    @Option(names = "--jwt-cookie", paramLabel = "NAME", description = "Take tokens from this cookie, too.")
    private @Nullable String jwtCookie;

    @Option(
            names = "--origin",
            paramLabel = "O",
            split = ",",
            description =
                    "Let pages of this origin in, such as https://app.example.com, with their cookies; * lets all in,"
                            + " without cookies. May be given several times; several may stand with commas between them.")
    private List<String> origins = new ArrayList<>();

    @Option(
            names = "--pages",
            arity = "1",
            paramLabel = "true|false",
            description =
                    "Show the demo at / and the inspector at /inspector. By default only on the loopback address and"
                            + " without --api-keys or --jwt-….")
    private @Nullable Boolean pages;

    @Option(
            names = "--ping",
            paramLabel = "D",
            converter = Arguments.Span.class,
            description =
                    "How often a silent stream is pinged; 15s by default. From 45s on browsers take their line for dead each"
                            + " time, and connect again.")
    private @Nullable Duration ping;

    @Option(
            names = "--retry",
            paramLabel = "D",
            converter = Arguments.Span.class,
            description = "How long browsers wait before they connect again, on average; 2s by default.")
    private @Nullable Duration retry;

    @Option(
            names = "--max-duration",
            paramLabel = "D",
            converter = Arguments.Span.class,
            description = "How old a stream may get before its client is told to connect again; 30m by default.")
    private @Nullable Duration maxDuration;

    @Option(
            names = "--stall",
            paramLabel = "D",
            converter = Arguments.Span.class,
            description = "How long a client may read nothing before its stream is ended; 60s by default.")
    private @Nullable Duration stall;

    @Option(
            names = "--drain",
            paramLabel = "D",
            converter = Arguments.Span.class,
            description =
                    "Over how long clients are told to connect again when the server ends; 3s by default, 5s at most.")
    private Duration drain = Duration.ofSeconds(3);

    @Option(
            names = "--max-channels",
            paramLabel = "N",
            description = "How many channels a stream may follow; 100 by default.")
    private @Nullable Integer maxChannels;

    @Option(
            names = "--max-streams",
            paramLabel = "N",
            description = "How many streams there may be; 100000 by default.")
    private @Nullable Integer maxStreams;

    @Option(
            names = "--max-streams-per-address",
            paramLabel = "N",
            description =
                    "How many streams one address may have, behind a proxy that is the proxy's; 10000 by default.")
    private @Nullable Integer maxStreamsPerAddress;

    @Option(
            names = "--max-body",
            paramLabel = "BYTES",
            description = "How long the body of an emit may be; 1048576 by default.")
    private @Nullable Integer maxBody;

    @Option(
            names = "--max-messages",
            paramLabel = "N",
            description = "How many of the newest messages of a channel are kept; 1000 by default.")
    private @Nullable Integer maxMessages;

    @Option(
            names = "--max-age",
            paramLabel = "D",
            converter = Arguments.Span.class,
            description = "How long messages are kept; 24h by default.")
    private @Nullable Duration maxAge;

    boolean isGuarded() {
        return apiKeys != null || jwtSecret != null || jwtKeys != null;
    }

    boolean isLocal() {
        return host == null ? !isGuarded() : host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    boolean hasPages() {
        return pages == null ? isLocal() && !isGuarded() : pages;
    }

    String host() {
        if (host != null) {
            return host;
        }
        return isLocal() ? "127.0.0.1" : "0.0.0.0";
    }

    @Nullable
    Integer maxMessages() {
        return maxMessages;
    }

    @Nullable
    Duration maxAge() {
        return maxAge;
    }

    void configure(RealtimeServer.Builder server) {
        if (drain.compareTo(Duration.ofSeconds(5)) > 0) {
            throw new IllegalArgumentException("--drain is 5s at most");
        }
        server.host(host()).port(port).pages(hasPages()).drain(drain);
        if (isLocal() && !isGuarded()) {
            server.names(new LocalNames(List.copyOf(origins)));
        }
        Access access = access();
        server.http(http -> {
            http.basePath(basePath).origins(origins.toArray(String[]::new));
            if (access != null) {
                http.access(access);
            }
            limits(http);
        });
    }

    private @Nullable Access access() {
        if ((apiKeys == null ? 0 : 1) + (jwtSecret == null ? 0 : 1) + (jwtKeys == null ? 0 : 1) > 1) {
            throw new IllegalArgumentException("give one of --api-keys, --jwt-secret and --jwt-keys");
        }
        if (apiKeys != null) {
            return GivenFile.read("--api-keys", apiKeys, ApiKeys::load);
        }
        if (jwtSecret == null && jwtKeys == null) {
            if (jwtIssuer != null || jwtAudience != null || jwtCookie != null) {
                throw new IllegalArgumentException(
                        "--jwt-issuer, --jwt-audience and --jwt-cookie need --jwt-secret or --jwt-keys");
            }
            return null;
        }
        JwtAccess tokens = tokens();
        tokens = jwtIssuer == null ? tokens : tokens.issuer(jwtIssuer);
        tokens = jwtAudience == null ? tokens : tokens.audience(jwtAudience);
        return jwtCookie == null ? tokens : tokens.cookie(jwtCookie);
    }

    private JwtAccess tokens() {
        if (jwtSecret != null) {
            return JwtAccess.withSecret(
                    GivenFile.text("--jwt-secret", jwtSecret).getBytes(StandardCharsets.UTF_8));
        }
        String keys = String.valueOf(jwtKeys);
        return keys.matches("https?://.*")
                ? JwtAccess.withKeysOf(URI.create(keys))
                : GivenFile.read("--jwt-keys", Path.of(keys), JwtAccess::withKeys);
    }

    private void limits(RealtimeHttp.Builder http) {
        if (ping != null) {
            http.ping(ping);
        }
        if (retry != null) {
            http.retry(retry);
        }
        if (maxDuration != null) {
            http.maxDuration(maxDuration);
        }
        if (stall != null) {
            http.stall(stall);
        }
        if (maxChannels != null) {
            http.maxChannels(maxChannels);
        }
        if (maxStreams != null) {
            http.maxStreams(maxStreams);
        }
        if (maxStreamsPerAddress != null) {
            http.maxStreamsPerAddress(maxStreamsPerAddress);
        }
        if (maxBody != null) {
            http.maxBody(maxBody);
        }
    }
}
