package dev.realtime4j.nats;

import dev.realtime4j.RealtimeException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.api.ClusterInfo;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams of all groups: made where they are missing, refused where their settings break the contract. */
final class Streams {
    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final int NO_STREAM = 10059;
    private static final int NAME_IN_USE = 10058;
    private static final int NO_PEERS = 10005;
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** How long a server may take to delete a stream. */
    private static final long DELETION_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Servers that are electing their leader drop what they are asked, so that waiting longer for an answer is in vain. */
    private static final Duration ASK = Duration.ofSeconds(1);

    private final List<Group> groups;
    private final NatsSettings settings;
    private final Duration timeout;
    /** Streams made by this transport; used by the thread that ensures them. */
    private int made;

    /** Whether it has waited for a deletion to end; used by the thread that ensures streams. */
    private boolean waited;

    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> replicated = ConcurrentHashMap.newKeySet();
    /** The server that leads each stream of a cluster, as far as is known. */
    private final Map<String, String> leaders = new ConcurrentHashMap<>();

    Streams(List<Group> groups, NatsSettings settings, Duration timeout) {
        this.groups = groups;
        this.settings = settings;
        this.timeout = timeout;
    }

    /** Whether messages may have to pass from server to server on their way from a stream to a listener. */
    boolean isReplicated(Connection connection) {
        return settings.domain() != null || connection.getServerInfo().getCluster() != null;
    }

    /** Whether a stream drops messages because it is full. */
    boolean mayBeFull() {
        return settings.maxBytes() >= 0;
    }

    /** Whether others than the leader have the stream too, and may be behind it. */
    boolean hasReplicas(Group group) {
        return replicated.contains(group.stream());
    }

    /**
     * Asks the leader of each stream for its settings; makes a stream that is missing. Blocks.
     *
     * @return whether a stream had to be made
     * @throws RealtimeException if a stream cannot be had, or with every setting of every stream that breaks the contract
     */
    boolean ensure(Connection connection) {
        int before = made;
        waited = false;
        List<String> differences = new ArrayList<>();
        try {
            JetStreamManagement management = management(connection, settings, shorter(ASK, timeout));
            for (Group group : groups) {
                StreamInfo found = answered(management, group);
                differences.addAll(StreamSettings.differences(group, settings, found.getConfiguration()));
                note(group, found);
            }
        } catch (JetStreamApiException e) {
            throw refused(String.valueOf(e.getMessage()), e, e.getErrorCode() >= 500);
        } catch (IOException e) {
            throw refused(
                    "no answer from JetStream (" + e.getMessage()
                            + "). Is it enabled on the server and for this account, and"
                            + " may this user publish to $JS.API.>?",
                    e,
                    true);
        }
        if (!differences.isEmpty()) {
            throw refused(
                    String.join("; ", differences)
                            + ". Bring the streams in order (realtime nats-setup), or configure what they have",
                    null,
                    false);
        }
        return made > before;
    }

    /** Whether another server leads the stream than before. */
    private boolean note(Group group, StreamInfo found) {
        seen.add(group.stream());
        if (found.getConfiguration().getReplicas() > 1) {
            replicated.add(group.stream());
        } else {
            replicated.remove(group.stream());
        }
        ClusterInfo cluster = found.getClusterInfo();
        String leader = cluster == null ? null : cluster.getLeader();
        String before = leader == null ? null : leaders.put(group.stream(), leader);
        return before != null && !before.equals(leader);
    }

    /**
     * Asks whether listeners still hear what streams store, and whether there are replicas meanwhile. Blocks.
     *
     * @param moved told the groups whose stream another server leads now: what the one before had stored when it was lost may
     *     not have been republished by either
     * @return false if a stream does not republish any more; true also if none answers
     */
    boolean areHeard(Connection connection, Consumer<Group> moved) {
        boolean heard = true;
        try {
            JetStreamManagement management = management(connection, settings, shorter(ASK, timeout));
            for (Group group : groups) {
                StreamInfo found = management.getStreamInfo(group.stream());
                if (note(group, found)) {
                    moved.accept(group);
                }
                heard &= StreamSettings.isHeard(group, settings, found.getConfiguration());
            }
        } catch (IOException | JetStreamApiException e) {
            LOG.debug("Streams cannot be looked at", e);
        }
        return heard;
    }

    /** The API of the domain that is configured. */
    static JetStreamManagement management(Connection connection, NatsSettings settings, Duration timeout)
            throws IOException {
        JetStreamOptions.Builder options = JetStreamOptions.builder().requestTimeout(timeout);
        if (settings.domain() != null) {
            options.domain(settings.domain());
        }
        return connection.jetStreamManagement(options.build());
    }

    private static RealtimeException refused(String why, @Nullable Throwable cause, boolean retryable) {
        return new RealtimeException("The streams cannot be used: " + why, cause, retryable);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Asks again where no answer comes, or where servers that have just been started do not know of each other yet. */
    private StreamInfo answered(JetStreamManagement management, Group group) throws IOException, JetStreamApiException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            long asked = System.nanoTime();
            try {
                return stream(management, group);
            } catch (IOException e) {
                long now = System.nanoTime();
                if (now - asked < ASK.toNanos()
                        || now - deadline > 0) { // that there is nobody to answer is said at once
                    throw e;
                }
                LOG.debug("Nobody has answered about stream {} yet", group.stream());
            } catch (JetStreamApiException e) {
                if (e.getApiErrorCode() != NO_PEERS || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LOG.debug("Stream {} cannot be created yet: {}", group.stream(), e.getMessage());
            }
            LockSupport.parkNanos(AGAIN_NANOS);
        }
    }

    private StreamInfo stream(JetStreamManagement management, Group group) throws IOException, JetStreamApiException {
        try {
            return management.getStreamInfo(group.stream());
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() != NO_STREAM) {
                throw e;
            }
        }
        if (seen.contains(group.stream()) && !waited) {
            // A server names it no more before it has deleted its files, and would delete those of a new one, too.
            LockSupport.parkNanos(DELETION_NANOS);
            waited = true;
            return stream(management, group);
        }
        try {
            StreamInfo added = management.addStream(StreamSettings.wanted(group, settings));
            made++;
            LOG.info("Stream {} is created for channels \"{}*\"", group.stream(), group.prefix());
            return added;
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() != NAME_IN_USE) {
                throw e;
            }
            return management.getStreamInfo(group.stream());
        }
    }
}
