package dev.realtime4j.nats;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.NUID;
import io.nats.client.Subscription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of one subject in their order, from a sequence on, by a consumer that lives as long as this scan. Records
 * are asked for in portions, so that a taker that has had enough costs little; the next one while the rest of one is on its way.
 *
 * <p>A consumer of a replicated stream may run on a server that is behind. It leaves nothing out, but "no more" is then its own
 * view: so the taker says how far it wants to get, up to a record that the leader has named, and a scan of such a stream
 * waits for that record a while. A consumer whose server is lost just falls silent: then the scan goes on with another one.
 */
final class Scan {
    private static final long KEPT_WITHOUT_USE_NANOS = 10_000_000_000L;
    /** How long the server may take for what is asked for; a busy 2.9 forgets what is left by then without a word. */
    private static final long PULL_NANOS = 2_000_000_000L;

    private static final long LOOK_NANOS = 500_000_000L;
    /** After such a part of a request's time a scan ends with what it has: a shorter page comes before a timeout. */
    private static final int PART_OF_TIMEOUT = 4;
    /** So many looks in a row at which nothing has come tell that the consumer is gone. */
    private static final int MOST_SILENT_LOOKS = 4;

    /** Takes records one by one, on the driver's thread. */
    interface Taker {
        /** How many records there are from the start on; told before the first. */
        void count(long records);

        /**
         * Takes a record; false if it wants no more.
         *
         * @param behind how many there are after it, as far as the consumer's server knows
         */
        boolean take(Records.Kept record, long behind);

        /** Whether what it has taken is of use without the rest. */
        boolean maySuffice();

        /** How many records to ask for next; at least 1. What is sent and not wanted costs as much as what is. */
        int wants();
    }

    private final Connection connection;
    private final Dispatcher dispatcher;
    private final Api api;
    private final Group group;
    private final String subject;
    private final Taker taker;
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    private String consumer = "";
    private @Nullable Subscription subscription;
    private boolean counted;
    /** Whether the consumer is known to be there, and what has come before that. */
    private boolean made;

    private final List<Message> early = new ArrayList<>();
    /** How many records are asked for that have not come, and when so few are left that more are asked for. */
    private int portion;

    private int low;
    /** How many records there are still, as far as the consumer's server knows. */
    private long pending;
    /** The sequence that comes after the last one taken. */
    private long next;
    /** How many messages have come. */
    private int heard;

    private int silentLooks;
    private int looks;

    private Scan(Connection connection, Dispatcher dispatcher, Api api, Group group, String subject, Taker taker) {
        this.connection = connection;
        this.dispatcher = dispatcher;
        this.api = api;
        this.group = group;
        this.subject = subject;
        this.taker = taker;
    }

    /**
     * Scans.
     *
     * @return a stage that completes when the taker wants no more or there is none, as far as the consumer's server knows
     */
    static CompletableFuture<@Nullable Void> run(
            Connection connection,
            Dispatcher dispatcher,
            Api api,
            Group group,
            String subject,
            long from,
            Taker taker) {
        Scan scan = new Scan(connection, dispatcher, api, group, subject, taker);
        scan.next = Math.max(1, from);
        scan.start();
        scan.watch();
        return scan.done.orTimeout(api.timeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized void start() {
        String name = "rt-" + NUID.nextGlobal();
        consumer = name;
        made = false;
        early.clear();
        portion = 0;
        try {
            // A new inbox: what this one is sent must not go where the one before is heard.
            Subscription inbox = dispatcher.subscribe(connection.createInbox(), message -> message(name, message));
            var unused = done.whenComplete((nothing, failure) -> unsubscribe(inbox));
            subscription = inbox;
        } catch (IllegalStateException lost) {
            done.completeExceptionally(Failures.away());
            return;
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("name", name);
        config.put("deliver_policy", "by_start_sequence");
        config.put("opt_start_seq", next);
        config.put("ack_policy", "none");
        config.put("replay_policy", "instant");
        config.put("filter_subject", subject);
        config.put("inactive_threshold", KEPT_WITHOUT_USE_NANOS);
        config.put("num_replicas", 1);
        config.put("mem_storage", true);
        var unusedEnd = done.whenComplete((nothing, failure) -> end(name));
        String request = "CONSUMER.CREATE." + group.stream() + "." + name + "." + subject;
        var unusedStart = api.askJson(request, Map.of("stream_name", group.stream(), "config", config))
                .whenComplete((created, failure) -> {
                    if (created == null) {
                        done.completeExceptionally(Failures.read("scanning " + group.stream(), failure));
                    } else {
                        created(name, created.path("num_pending").asLong());
                    }
                });
        if (api.isAlone(connection)) {
            ask(); // Such a server does one after the other, so it has the consumer by then.
        }
    }

    /** Looks from time to time whether anything has come. */
    private synchronized void watch() {
        int before = heard;
        CompletableFuture<@Nullable Void> alarm =
                new CompletableFuture<@Nullable Void>().completeOnTimeout(null, LOOK_NANOS, TimeUnit.NANOSECONDS);
        var unusedAlarm = alarm.thenRun(() -> {
            look(before);
            if (!done.isDone()) {
                watch();
            }
        });
        var unusedEnd = done.whenComplete((nothing, failure) -> alarm.cancel(false));
    }

    private synchronized void look(int before) {
        silentLooks = heard == before ? silentLooks + 1 : 0;
        looks++;
        if (done.isDone()) {
            return;
        }
        if (looks * LOOK_NANOS > api.timeout().toNanos() / PART_OF_TIMEOUT && taker.maySuffice()) {
            done.complete(null);
            return;
        }
        if (silentLooks == 0) {
            return;
        }
        if (counted && pending == 0) {
            done.complete(null);
        } else if (silentLooks % MOST_SILENT_LOOKS == 0) {
            start();
        } else if (made) {
            if (heard == 0) {
                api.foundNotAlone(); // what was asked ahead may have come to a server before the consumer was there
            }
            portion = 0;
            ask();
        }
    }

    private synchronized void created(String name, long records) {
        if (!name.equals(consumer) || done.isDone()) {
            return;
        }
        made = true;
        pending = records;
        if (!counted) {
            counted = true;
            taker.count(records);
        }
        if (isAtEnd()) {
            done.complete(null);
            return;
        }
        early.forEach(this::take);
        early.clear();
        if (portion == 0 && !done.isDone()) {
            ask();
        }
    }

    /** Whether there is surely no more: a replica that has no more may just be behind. */
    private boolean isAtEnd() {
        return pending == 0 && !api.hasReplicas(group);
    }

    private void ask() {
        int more = taker.wants() - portion;
        if (more < 1) {
            return;
        }
        portion += more;
        low = portion / 2;
        try {
            connection.publish(
                    api.subject("CONSUMER.MSG.NEXT." + group.stream() + "." + consumer),
                    Objects.requireNonNull(subscription).getSubject(),
                    Api.json(Map.of("batch", more, "expires", PULL_NANOS)));
        } catch (IllegalStateException lost) {
            done.completeExceptionally(Failures.away());
        }
    }

    private synchronized void message(String name, Message message) {
        if (done.isDone() || !name.equals(consumer)) {
            return;
        }
        heard++;
        if (made) {
            take(message);
        } else {
            early.add(message);
        }
    }

    private void take(Message message) {
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

    /** 404 and 408: nothing has come for a while; 100: a heartbeat; else the consumer or its server is gone. */
    private void status(int code) {
        if (code == 404 || code == 408) {
            if (pending == 0) {
                done.complete(null);
            } else {
                portion = 0;
                ask();
            }
        } else if (code != 100) {
            done.completeExceptionally(
                    Failures.read("scanning " + group.stream() + " ended with status " + code, null));
        }
    }

    private void record(Message message) {
        byte[] data = message.getData() == null ? new byte[0] : message.getData();
        portion--;
        long seq = message.metaData().streamSequence();
        next = seq + 1;
        pending = message.metaData().pendingCount();
        boolean more = taker.take(Records.decode(seq, message.getHeaders(), data), pending);
        if (!more || isAtEnd()) {
            done.complete(null);
        } else if (portion <= 0 || (portion <= low && pending > portion)) {
            ask();
        }
    }

    private void unsubscribe(Subscription ended) {
        try {
            dispatcher.unsubscribe(ended);
        } catch (IllegalStateException | IllegalArgumentException lost) {
            // It has ended with its connection.
        }
    }

    private void end(String name) {
        try {
            connection.publish(api.subject("CONSUMER.DELETE." + group.stream() + "." + name), null);
        } catch (IllegalStateException lost) {
            // The server deletes what is not used.
        }
    }
}
