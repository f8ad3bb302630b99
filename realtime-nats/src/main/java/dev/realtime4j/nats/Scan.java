package dev.realtime4j.nats;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.NUID;
import io.nats.client.Subscription;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of one subject in their order, from a sequence on, by a consumer that lives as long as this scan. Records
 * are asked for in portions, so that a taker that has had enough costs little.
 *
 * <p>A consumer of a replicated stream may run on a server that lags, but never leaves out what comes later: a taker that
 * reads up to a sequence that the leader has named misses nothing.
 */
final class Scan {
    private static final int FIRST_PORTION = 32;
    private static final int LARGEST_PORTION = 512;
    private static final long PORTION_BYTES = 1 << 20;
    private static final long KEPT_WITHOUT_USE_NANOS = 10_000_000_000L;
    private static final long PATIENCE_NANOS = 3_000_000_000L;

    /** Takes records one by one, on the driver's thread. */
    interface Taker {
        /** How many records there are from the start on; told before the first. */
        void count(long records);

        /** Takes a record; false if it wants no more. */
        boolean take(Records.Kept record);
    }

    private final Connection connection;
    private final Dispatcher dispatcher;
    private final Api api;
    private final Group group;
    private final String subject;
    private final Taker taker;
    private final String consumer = "rt-" + NUID.nextGlobal();
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    private final String inbox;
    private @Nullable Subscription subscription;
    private long bytes;
    private long taken;
    private int portion;

    private Scan(
            Connection connection, Dispatcher dispatcher, Api api, Group group, String subject, Taker taker) {
        this.connection = connection;
        this.dispatcher = dispatcher;
        this.api = api;
        this.group = group;
        this.subject = subject;
        this.taker = taker;
        this.inbox = connection.createInbox();
    }

    /**
     * Scans.
     *
     * @return a stage that completes when the taker wants no more or there is none
     */
    static CompletableFuture<@Nullable Void> run(
            Connection connection, Dispatcher dispatcher, Api api, Group group, String subject, long from, Taker taker) {
        Scan scan = new Scan(connection, dispatcher, api, group, subject, taker);
        scan.start(from);
        // The server that has the consumer may be lost without a word.
        return scan.done.orTimeout(Math.min(PATIENCE_NANOS, api.timeout().toNanos()), TimeUnit.NANOSECONDS);
    }

    private void start(long from) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("name", consumer);
        config.put("deliver_policy", "by_start_sequence");
        config.put("opt_start_seq", Math.max(1, from));
        config.put("ack_policy", "none");
        config.put("replay_policy", "instant");
        config.put("filter_subject", subject);
        config.put("inactive_threshold", KEPT_WITHOUT_USE_NANOS);
        config.put("num_replicas", 1);
        config.put("mem_storage", true);
        var unusedEnd = done.whenComplete((nothing, failure) -> end());
        String request = "CONSUMER.CREATE." + group.stream() + "." + consumer + "." + subject;
        var unusedStart = api.askJson(request, Map.of("stream_name", group.stream(), "config", config))
                .whenComplete((created, failure) -> {
                    if (created == null) {
                        done.completeExceptionally(Failures.read("scanning " + group.stream(), failure));
                    } else {
                        created(created.path("num_pending").asLong());
                    }
                });
    }

    private void created(long pending) {
        taker.count(pending);
        if (pending == 0) {
            done.complete(null);
            return;
        }
        try {
            subscription = dispatcher.subscribe(inbox, this::message);
            ask(FIRST_PORTION);
        } catch (IllegalStateException lost) {
            done.completeExceptionally(Failures.away());
        }
    }

    private void ask(int records) {
        portion = records;
        connection.publish(
                api.subject("CONSUMER.MSG.NEXT." + group.stream() + "." + consumer),
                inbox,
                Api.json(Map.of("batch", records, "expires", PATIENCE_NANOS)));
    }

    private void message(Message message) {
        if (done.isDone()) {
            return;
        }
        try {
            if (message.isStatusMessage()) {
                status(message.getStatus().getCode());
            } else {
                record(message);
            }
        } catch (RuntimeException e) {
            done.completeExceptionally(Failures.read("scanning " + group.stream(), e));
        }
    }

    /** 404 and 408: there is no more; 100: a heartbeat; else the consumer or its server is gone. */
    private void status(int code) {
        if (code == 404 || code == 408) {
            done.complete(null);
        } else if (code != 100) {
            done.completeExceptionally(Failures.read("scanning " + group.stream() + " ended with status " + code, null));
        }
    }

    private void record(Message message) {
        byte[] data = message.getData() == null ? new byte[0] : message.getData();
        taken++;
        bytes += data.length;
        portion--;
        boolean more = taker.take(Records.decode(
                message.metaData().streamSequence(), message.getHeaders(), data));
        if (!more || message.metaData().pendingCount() == 0) {
            done.complete(null);
        } else if (portion == 0) {
            ask((int) Math.min(LARGEST_PORTION, Math.max(1, PORTION_BYTES * taken / Math.max(1, bytes))));
        }
    }

    private void end() {
        try {
            if (subscription != null) {
                dispatcher.unsubscribe(subscription);
            }
            connection.publish(api.subject("CONSUMER.DELETE." + group.stream() + "." + consumer), null);
        } catch (IllegalStateException lost) {
            // The server deletes what is not used.
        }
    }
}
