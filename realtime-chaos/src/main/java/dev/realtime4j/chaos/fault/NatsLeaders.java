package dev.realtime4j.chaos.fault;

import dev.realtime4j.tck.broker.NatsCluster;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;

/** Asks a NATS cluster who leads its streams. */
final class NatsLeaders {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String servers;

    NatsLeaders(NatsCluster cluster) {
        servers = cluster.nodes().stream()
                .map(node -> "nats://" + node.host() + ":" + node.port())
                .collect(Collectors.joining(","));
    }

    private interface Question<T> {
        T ask(JetStreamManagement management) throws IOException, JetStreamApiException;
    }

    /** The name of the server that leads a stream. */
    String of(String stream) {
        return patiently(management -> leader(management, stream));
    }

    /** Waits until each stream has a leader. */
    void await() {
        patiently(management -> {
            for (String stream : management.getStreamNames()) {
                leader(management, stream);
            }
            return true;
        });
    }

    private static String leader(JetStreamManagement management, String stream)
            throws IOException, JetStreamApiException {
        String leader = management.getStreamInfo(stream).getClusterInfo().getLeader();
        if (leader == null) {
            throw new IOException(stream + " has no leader");
        }
        return leader;
    }

    /** Asks again until there is an answer. */
    private <T> T patiently(Question<T> question) {
        long begun = System.nanoTime();
        while (true) {
            try {
                return answer(question);
            } catch (IOException | JetStreamApiException notYet) {
                if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                    throw new IllegalStateException("The cluster has not found its leaders in time", notYet);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted", e);
            }
        }
    }

    private <T> T answer(Question<T> question) throws IOException, JetStreamApiException, InterruptedException {
        Connection connection = Nats.connect(new Options.Builder()
                .server(servers)
                .errorListener(new ErrorListener() {})
                .build());
        try {
            return question.ask(connection.jetStreamManagement());
        } finally {
            connection.close();
        }
    }
}
