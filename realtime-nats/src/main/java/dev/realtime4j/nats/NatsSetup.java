package dev.realtime4j.nats;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings the streams of a configuration in order, for an operator: makes what is missing and corrects what breaks the
 * contract. Safe for any threads.
 */
public final class NatsSetup {
    private static final int NO_STREAM = 10059;

    private final RealtimeConfig config;
    private final NatsSettings settings;

    /**
     * Takes a configuration.
     *
     * @param config a configuration whose URL names NATS servers
     * @throws IllegalArgumentException if the URL or an option is wrong; all faults are named
     */
    public NatsSetup(RealtimeConfig config) {
        this.config = config;
        this.settings = NatsSettings.of(config);
    }

    /**
     * Looks, and corrects. A stream that is corrected keeps its messages, but those that its new limits do not keep.
     *
     * @param apply whether to correct; else nothing is changed
     * @return a sentence for each stream that is in order, and for each difference that is or would be corrected
     * @throws RealtimeException if no server can be reached or it refuses, within some times the connect timeout
     */
    public List<String> run(boolean apply) {
        List<String> told = new ArrayList<>();
        try {
            Connection connection = Nats.connect(new Connections(settings, config)
                    .get(config.timeouts().connect())
                    .maxReconnects(0)
                    .build());
            try {
                JetStreamManagement management = Streams.management(
                        connection, settings, config.timeouts().connect());
                for (Group group : Group.of(config, settings.prefix())) {
                    told.addAll(stream(management, group, apply));
                }
            } finally {
                connection.close();
            }
        } catch (JetStreamApiException e) {
            throw new RealtimeException(
                    "NATS at " + settings + " does not set up the streams: " + e.getMessage(),
                    e,
                    e.getErrorCode() >= 500);
        } catch (IOException | InterruptedException e) {
            throw Failures.connect(settings, e, "");
        }
        return told;
    }

    private List<String> stream(JetStreamManagement management, Group group, boolean apply)
            throws IOException, JetStreamApiException {
        String name = "stream " + group.stream();
        StreamConfiguration found;
        try {
            found = management.getStreamInfo(group.stream()).getConfiguration();
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() != NO_STREAM) {
                throw e;
            }
            if (apply) {
                management.addStream(StreamSettings.wanted(group, settings));
            }
            return List.of(name + (apply ? " is made" : " is missing"));
        }
        List<String> differences = StreamSettings.differences(group, settings, found);
        if (differences.isEmpty()) {
            return List.of(name + " is in order");
        }
        if (apply) {
            correct(management, group, found, String.join("; ", differences));
        }
        return differences.stream()
                .map(difference -> difference + (apply ? ": corrected" : ""))
                .toList();
    }

    private void correct(JetStreamManagement management, Group group, StreamConfiguration found, String differences)
            throws IOException, JetStreamApiException {
        try {
            management.updateStream(StreamSettings.corrected(group, settings, found));
        } catch (JetStreamApiException e) {
            throw new RealtimeException(
                    differences + ". The server does not change that (" + e.getMessage()
                            + "): delete the stream, or use another nats.prefix",
                    e,
                    false);
        }
        List<String> left = StreamSettings.differences(
                group, settings, management.getStreamInfo(group.stream()).getConfiguration());
        if (!left.isEmpty()) {
            throw new RealtimeException(
                    String.join("; ", left) + ". The server did not change that: delete the stream, or use another"
                            + " nats.prefix",
                    null,
                    false);
        }
    }
}
