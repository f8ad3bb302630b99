package dev.realtime4j.nats;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The driver's options for every connection of a transport. What files say is read for each: an operator may renew them. */
final class Connections {
    private static final Duration PING = Duration.ofSeconds(3);
    private static final Duration LOOK_FOR_OVERDUE = Duration.ofMillis(100);
    /** More than emits may be under way, so that nobody waits for a place. */
    private static final int QUEUED = 1 << 17;

    private final NatsSettings settings;
    private final Duration connectTimeout;
    private volatile List<String> learnt = List.of();

    Connections(NatsSettings settings, RealtimeConfig config) {
        this.settings = settings;
        this.connectTimeout = config.timeouts().connect();
        tls();
        nkey();
    }

    private @Nullable SSLContext tls() {
        try {
            return areEncrypted() ? Tls.context(settings.files().get(NatsSettings.TLS_CA_FILE)) : null;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    private char @Nullable [] nkey() {
        try {
            return seed(settings.files().get(NatsSettings.NKEY_FILE));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static RealtimeException unusable(Exception e) {
        return new RealtimeException("A key or certificate file cannot be used: " + e.getMessage(), e, false);
    }

    /** The line of a key file that is a user's seed. */
    private static char @Nullable [] seed(@Nullable Path file) throws IOException {
        if (file == null) {
            return null;
        }
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("SU"))
                .findFirst()
                .orElseThrow(() -> new IOException("no user's seed (a line that starts with SU) in " + file))
                .toCharArray();
    }

    /** Whether they are encrypted. */
    boolean areEncrypted() {
        return settings.isEncrypted();
    }

    /** Takes note of servers that a cluster has named: one of them may be there when those of the URL are not. */
    void learn(Collection<String> servers) {
        String scheme = settings.isEncrypted() ? "tls://" : "nats://";
        learnt = servers.stream()
                .map(server -> scheme + server.replaceFirst("^[a-z]+://", ""))
                .filter(server -> !settings.servers().contains(server))
                .distinct()
                .toList();
    }

    /**
     * The options for one attempt to connect.
     *
     * @param longest how long it may take with one server, if that is less than the connect timeout allows
     * @throws RealtimeException if a file cannot be used
     */
    Options.Builder get(Duration longest) {
        List<String> servers = new ArrayList<>(settings.servers());
        servers.addAll(learnt);
        Duration share = connectTimeout.dividedBy(servers.size());
        Options.Builder options = new Options.Builder()
                .servers(servers.toArray(String[]::new))
                .connectionName("realtime")
                .connectionTimeout(longest.compareTo(share) < 0 ? longest : share)
                .pingInterval(PING)
                .maxPingsOut(2)
                .requestCleanupInterval(LOOK_FOR_OVERDUE)
                .maxMessagesInOutgoingQueue(QUEUED)
                .reconnectBufferSize(0)
                .dataPortType(GuardedPort.OfSocket.class.getName())
                .reportNoResponders()
                .subjectValidationType(Options.SubjectValidationType.None);
        SSLContext tls = tls();
        if (tls != null) {
            // By name, not by address: the certificate is made out to the name.
            options.sslContext(tls).hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs);
        }
        char[] nkey = nkey();
        Path credentials = settings.files().get(NatsSettings.CREDENTIALS_FILE);
        if (credentials != null) {
            options.authHandler(Nats.credentials(credentials.toString()));
        } else if (nkey != null) {
            options.authHandler(Nats.staticCredentials(null, nkey));
        } else if (settings.user() != null && settings.password() == null) {
            options.token(settings.user().toCharArray());
        } else if (settings.user() != null && settings.password() != null) {
            options.userInfo(settings.user().toCharArray(), settings.password().toCharArray());
        }
        return options;
    }
}
