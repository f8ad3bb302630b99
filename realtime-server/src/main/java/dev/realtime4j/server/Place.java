package dev.realtime4j.server;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say where a command works: at a server, or on a backend itself. */
final class Place {
    static final String SERVER = "http://localhost:8080/api/realtime";
    /** The server enforces its own. */
    private static final Retention ALL = new Retention(1_000_000_000, Duration.ofDays(3650));

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The server to work at; " + SERVER + " unless a backend is named.")
    private @Nullable String server;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with the key or the token that lets this command in at the server.")
    private @Nullable Path tokenFile;

    @Mixin
    private final Backend backend = new Backend();

    Realtime connect(PrintWriter err) {
        if (server == null && backend.isNamed()) {
            if (tokenFile != null) {
                throw new IllegalArgumentException("--token-file is for a server: give --server URL, too");
            }
            return backend.connect(err);
        }
        if (backend.isGiven()) {
            throw new IllegalArgumentException("give --server or --transport, not both");
        }
        RealtimeConfig config = RealtimeConfig.builder().retention(ALL).build();
        String token = tokenFile == null ? null : token(tokenFile);
        return Realtime.over(
                new RemoteTransport(
                        new RemoteServer(
                                uri(server == null ? SERVER : server),
                                token,
                                config.timeouts().connect(),
                                config.timeouts().request()),
                        err::println),
                config);
    }

    /** Checked here: what cannot stand in a header would be told with all of it. */
    private static String token(Path file) {
        String token = GivenFile.text("--token-file", file);
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) {
            throw new IllegalArgumentException(
                    "--token-file " + file + ": must hold one key or token and nothing else, in ASCII");
        }
        return token;
    }

    private static URI uri(String text) {
        if (text.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "--server must hold no user and no password: --token-file FILE gives a key or a token");
        }
        if (!text.matches("https?://[^/?#\\s]+/[^?#\\s]*[^?#\\s/]")) {
            throw new IllegalArgumentException("--server is like " + SERVER + ", got \"" + text + "\"");
        }
        URI uri = URI.create(text);
        if (uri.getHost() == null) { // as Java finds: of a name with an underscore, for one
            throw new IllegalArgumentException("--server: \"" + uri.getRawAuthority()
                    + "\" is no host: a name has letters, digits, - and . only, an IPv6 address is like [::1]");
        }
        return uri;
    }
}
