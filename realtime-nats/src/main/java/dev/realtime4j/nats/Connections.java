package dev.realtime4j.nats;

import dev.realtime4j.RealtimeConfig;
import io.nats.client.AuthHandler;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** The driver's options for every connection of a transport. */
final class Connections implements Supplier<Options.Builder> {
    private static final Duration PING = Duration.ofSeconds(3);
    private static final Duration LOOK_FOR_OVERDUE = Duration.ofMillis(100);
    private static final int QUEUED = 1 << 17;

    private final NatsSettings settings;
    private final Duration connectTimeout;

    Connections(NatsSettings settings, RealtimeConfig config) {
        this.settings = settings;
        int servers = settings.servers().size();
        this.connectTimeout = config.timeouts().connect().dividedBy(servers);
    }

    @Override
    public Options.Builder get() {
        Options.Builder options = new Options.Builder()
                .servers(settings.servers().toArray(String[]::new))
                .connectionName("realtime")
                .connectionTimeout(connectTimeout)
                .pingInterval(PING)
                .maxPingsOut(2)
                .requestCleanupInterval(LOOK_FOR_OVERDUE)
                .maxMessagesInOutgoingQueue(QUEUED)
                .reconnectBufferSize(0)
                .reportNoResponders()
                .subjectValidationType(Options.SubjectValidationType.None);
        if (settings.user() != null) {
            if (settings.password() == null) {
                options.token(settings.user().toCharArray());
            } else {
                options.userInfo(settings.user().toCharArray(), settings.password().toCharArray());
            }
        }
        Path credentials = settings.files().get(NatsSettings.CREDENTIALS_FILE);
        if (credentials != null) {
            options.authHandler(Nats.credentials(credentials.toString()));
        }
        return options;
    }
}
