package dev.realtime4j.nats;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.ReadRequest.Direction;
import dev.realtime4j.spi.StoredEntry;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads pages. Each read starts with the leader's word on the newest record (Rule H6) and ends only there, or says that it
 * does not.
 *
 * <p><b>Continuity.</b> Records are removed from the oldest on. So if the cursor's own record is there <em>after</em> what
 * follows it was read, nothing between was removed: EXACT. If it is gone by then, the oldest that is shown cannot be the one
 * that followed it, and the page is read anew from there: TRIMMED. Safe for any threads.
 */
final class Reader {
    private static final int SMALLEST_WINDOW = 64;
    private static final int LEAST_GROWTH = 2;
    private static final int GROWTH_WITHOUT_A_CLUE = 8;
    private static final int STEPS = 4;
    /** Emitters may take as much from a small channel as a scan gives. */
    private static final int MOST_ATTEMPTS = 50;
    /** Each waits for a replica as long as a scan does. */
    private static final int MOST_WAITS = 8;

    private final Link link;
    private final Api api;
    private final Live live;
    private final Clock clock;
    private final ForeignRecords foreign;

    Reader(Link link, Api api, Live live, Clock clock, ForeignRecords foreign) {
        this.link = link;
        this.api = api;
        this.live = live;
        this.clock = clock;
        this.foreign = foreign;
    }

    /**
     * One read of one channel.
     *
     * @param known the newest position that a listener of this transport had seen before anything was asked
     */
    private record Question(
            Group group,
            String channel,
            String subject,
            ReadRequest request,
            Listener.Seen known,
            AtomicLong foreign) {}

    CompletableFuture<Page> read(Group group, String channel, ReadRequest request) {
        Question question =
                new Question(group, channel, group.subject(channel), request, live.known(channel), new AtomicLong());
        return page(question).whenComplete((page, failure) -> foreign.found(channel, question.foreign.get()));
    }

    private CompletableFuture<Page> page(Question question) {
        ReadRequest request = question.request;
        if (request.limit() == 0) {
            return head(question).thenApply(head -> new Page(List.of(), Continuity.EXACT, head, true, head));
        }
        if (request.direction() == Direction.BACKWARD) {
            return backward(question, 0);
        }
        MessageId cursor = request.cursor();
        return cursor == null || cursor.equals(MessageId.BEGINNING)
                ? fromOldest(question, cursor, 0)
                : after(question, cursor, 0);
    }

    private CompletableFuture<MessageId> head(Question question) {
        return api.last(question.group, question.subject)
                .thenCompose(last ->
                        last == null ? headOfEmpty(question) : CompletableFuture.completedFuture(last.position()));
    }

    /** A stream knows nothing of a channel whose records are all gone; a listener that saw the last one does. */
    private CompletableFuture<MessageId> headOfEmpty(Question question) {
        MessageId known = question.known.position();
        return known.equals(MessageId.BEGINNING)
                ? CompletableFuture.completedFuture(known)
                : api.state(question.group).thenApply(state -> isOf(state, known) ? known : MessageId.BEGINNING);
    }

    /** Whether an id may be one of the stream as it is now: neither behind its end nor from before it was created. */
    private static boolean isOf(Api.StreamState state, MessageId id) {
        boolean older = id.minor() > 0 && Records.isTime(id.minor()) && id.minor() < state.createdMillis();
        return id.major() <= state.lastSeq() && !older;
    }

    private CompletableFuture<Page> after(Question question, MessageId cursor, int attempt) {
        return api.lastOfUsed(question.group, question.subject).thenCompose(last -> {
            if (last != null && last.position().equals(cursor)) {
                return CompletableFuture.completedFuture(new Page(List.of(), Continuity.EXACT, cursor, true, cursor));
            }
            if (last == null || last.seq() <= cursor.major()) {
                return judge(question, cursor, last, null, attempt);
            }
            Portion portion = portion(question, last.seq(), false, Long.MAX_VALUE);
            return step(question, cursor.major() + 1, portion, STEPS)
                    .thenCompose(scanned -> judge(question, cursor, last, portion, attempt));
        });
    }

    /** Takes the first records one by one, for mostly there are few; a scan takes longer to begin. */
    private CompletableFuture<@Nullable Void> step(Question question, long from, Portion portion, int left) {
        if (left == 0) {
            return scan(question, from, portion);
        }
        return api.next(question.group, question.subject, from)
                .thenCompose(record -> record == null || !portion.take(record, 0)
                        ? CompletableFuture.completedFuture(null)
                        : step(question, record.seq() + 1, portion, left - 1));
    }

    /** Looks for the cursor's own record: after what follows it was read. */
    private CompletableFuture<Page> judge(
            Question question, MessageId cursor, Records.@Nullable Place last, @Nullable Portion portion, int attempt) {
        return api.at(question.group, question.subject, cursor.major()).thenCompose(found -> {
            if (found == null) {
                return gone(question, cursor, last);
            }
            if (portion == null || last == null || !found.position().equals(cursor)) {
                return otherLog(question, cursor, last);
            }
            if (isBehindReplica(question, portion)) {
                return attempt < MOST_ATTEMPTS ? after(question, cursor, attempt + 1) : tooFarBehind(question);
            }
            return CompletableFuture.completedFuture(forwardPage(portion, Continuity.EXACT, cursor, last));
        });
    }

    /**
     * Whether a replica has stored so much that it has removed the cursor's record, and maybe some of those that were asked for,
     * and the leader is later in doing what it has made known.
     */
    private boolean isBehindReplica(Question question, Portion portion) {
        return api.hasReplicas(question.group) && portion.length() >= question.group.keptMessages();
    }

    private static CompletableFuture<Page> tooFarBehind(Question question) {
        return CompletableFuture.failedFuture(
                Failures.read("the replicas of " + question.group.stream() + " are too far behind", null));
    }

    private CompletableFuture<Page> gone(Question question, MessageId cursor, Records.@Nullable Place last) {
        return api.state(question.group)
                .thenCompose(state ->
                        isOf(state, cursor) ? fromOldest(question, cursor, 0) : otherLog(question, cursor, last));
    }

    private CompletableFuture<Page> otherLog(Question question, MessageId cursor, Records.@Nullable Place last) {
        CompletableFuture<MessageId> common = CompletableFuture.completedFuture(MessageId.BEGINNING);
        // What was seen of the cursor's log and is still there is common to both.
        List<CompletableFuture<MessageId>> checks = new ArrayList<>();
        for (MessageId id : live.seenBefore(question.channel, cursor)) {
            checks.add(api.at(question.group, question.subject, id.major())
                    .thenApply(found -> found != null && found.position().equals(id) ? id : MessageId.BEGINNING));
        }
        for (CompletableFuture<MessageId> check : checks) {
            common = common.thenCombine(check, (one, other) -> one.isAfter(other) ? one : other);
        }
        MessageId head = last == null ? MessageId.BEGINNING : last.position();
        return common.thenApply(place -> Page.otherLog(place, head));
    }

    /** From the oldest entry shown, for a cursor whose own record is not there. */
    private CompletableFuture<Page> fromOldest(Question question, @Nullable MessageId cursor, int attempt) {
        return api.last(question.group, question.subject).thenCompose(last -> {
            if (last == null) {
                return empty(question, cursor); // a search for the oldest of none costs a server much
            }
            return api.oldest(question.group, question.subject)
                    .thenCompose(oldest -> oldest == null
                            ? empty(question, cursor)
                            : fromOldest(question, cursor, attempt, last, oldest));
        });
    }

    private CompletableFuture<Page> fromOldest(
            Question question, @Nullable MessageId cursor, int attempt, Records.Place last, Records.Place oldest) {
        // After an attempt of which nothing was left, or where all has changed meanwhile, up to the newest there is.
        long upTo = attempt == 0 && oldest.seq() <= last.seq() ? last.seq() : Long.MAX_VALUE;
        Portion portion =
                portion(question, upTo, false, question.group.retention().maxMessages());
        return scan(question, oldest.seq(), portion)
                .thenCompose(scanned -> settle(question, portion))
                .thenCompose(settled -> portion.isOvertaken() && attempt < MOST_ATTEMPTS
                        ? fromOldest(question, cursor, attempt + 1)
                        : CompletableFuture.completedFuture(
                                forwardPage(portion, continuity(question, cursor, portion), start(cursor), last)));
    }

    private record Ends(Records.@Nullable Place last, Records.@Nullable Place oldest) {}

    private CompletableFuture<Page> empty(Question question, @Nullable MessageId cursor) {
        if (cursor != null && !cursor.equals(MessageId.BEGINNING)) {
            Continuity continuity = isWhole(question, cursor) ? Continuity.EXACT : Continuity.UNKNOWN;
            return CompletableFuture.completedFuture(new Page(List.of(), continuity, cursor, true, cursor));
        }
        return headOfEmpty(question)
                .thenApply(head -> new Page(
                        List.of(),
                        cursor == null || head.equals(cursor) ? Continuity.EXACT : Continuity.TRIMMED,
                        head,
                        true,
                        head));
    }

    /** What was removed during a scan may have left holes among what it gave. */
    private CompletableFuture<Portion> settle(Question question, Portion portion) {
        Records.Kept first = portion.first();
        // A replica may have got the last record, and have removed others for it, only after it had counted.
        boolean isWhole = portion.hasAll() && !api.hasReplicas(question.group);
        if (first == null || isWhole) {
            return CompletableFuture.completedFuture(portion);
        }
        return api.oldest(question.group, question.subject).thenApply(oldest -> {
            if (oldest != null) {
                portion.dropBefore(
                        oldest.seq(),
                        portion.count() >= question.group.retention().maxMessages() && !hasAged(question.group, first));
            }
            if (api.hasReplicas(question.group)) {
                portion.dropBehind(question.group.retention().maxMessages()); // the leader may be later than a replica
            }
            return portion;
        });
    }

    private boolean hasAged(Group group, Records.Kept record) {
        StoredEntry entry = record.entry();
        return entry != null
                && clock.millis() - entry.timestamp() >= group.keptAge().toMillis();
    }

    private Continuity continuity(Question question, @Nullable MessageId cursor, Portion portion) {
        if (cursor == null) {
            return Continuity.EXACT;
        }
        Records.Kept first = portion.first();
        MessageId end = first == null ? null : first.formerHead();
        if (cursor.equals(end)) {
            return Continuity.EXACT;
        }
        if (portion.hides() || end != null) {
            return Continuity.TRIMMED;
        }
        if (cursor.equals(MessageId.BEGINNING) || isWhole(question, cursor)) {
            return Continuity.EXACT;
        }
        return Continuity.UNKNOWN;
    }

    /** Whether all that followed a cursor whose own record is gone is still there. */
    private boolean isWhole(Question question, MessageId cursor) {
        return question.known.position().equals(cursor) && live.isWhole(question.group, question.known);
    }

    private static Page forwardPage(
            Portion portion, Continuity continuity, MessageId cursor, Records.Place leadersLast) {
        Records.Kept last = portion.last();
        boolean end = last != null && last.seq() >= leadersLast.seq() && !portion.isOvertaken();
        MessageId scannedTo = last == null ? cursor : last.position();
        return new Page(portion.entries(), continuity, scannedTo, end, end ? scannedTo : leadersLast.position());
    }

    private static MessageId start(@Nullable MessageId cursor) {
        return cursor == null ? MessageId.BEGINNING : cursor;
    }

    private CompletableFuture<Page> backward(Question question, int attempt) {
        CompletableFuture<Records.@Nullable Place> asked = api.oldest(question.group, question.subject);
        return api.lastOfUsed(question.group, question.subject)
                .thenCombine(asked, Ends::new)
                .thenCompose(ends -> {
                    if (ends.last == null || ends.oldest == null) {
                        return headOfEmpty(question)
                                .thenApply(
                                        head -> new Page(List.of(), Continuity.EXACT, MessageId.BEGINNING, true, head));
                    }
                    MessageId cursor = question.request.cursor();
                    long upTo = cursor == null ? ends.last.seq() : Math.min(ends.last.seq(), cursor.major() - 1);
                    Stretch all = new Stretch(ends.oldest.seq(), upTo, ends.last, attempt);
                    // As if the channel had all the messages that it may have, evenly spread.
                    return window(question, all, widthFor(question, all, question.group.keptMessages(), all.width()));
                });
    }

    /** What is to be read from its end on. */
    private record Stretch(long oldest, long upTo, Records.Place leadersLast, int attempt) {
        long width() {
            return upTo - oldest + 1;
        }
    }

    /** How wide a window is that has as many records as are asked for, if so many are in one of that width. */
    private static long widthFor(Question question, Stretch all, long records, long width) {
        double each = (double) width / records;
        long wanted = (long) (each * question.request.limit() * 1.25) + SMALLEST_WINDOW;
        return Math.min(all.width(), wanted);
    }

    /** Reads the last records of a window; one that has too few is tried again, larger. */
    private CompletableFuture<Page> window(Question question, Stretch all, long width) {
        long from = all.upTo - width + 1;
        boolean whole = from == all.oldest;
        Portion portion = portion(
                question, all.upTo, true, whole ? question.group.retention().maxMessages() : Long.MAX_VALUE);
        if (width < 1) {
            return CompletableFuture.completedFuture(backwardPage(portion, true, all));
        }
        return scan(question, from, portion)
                .thenCompose(done -> settle(question, portion))
                .thenCompose(settled -> {
                    if (!portion.isComplete()) {
                        return again(question, all);
                    }
                    int found = portion.size();
                    if (whole || found >= question.request.limit() || portion.isCut()) {
                        return CompletableFuture.completedFuture(backwardPage(portion, whole, all));
                    }
                    long wider = found == 0
                            ? width * GROWTH_WITHOUT_A_CLUE
                            : Math.max(width * LEAST_GROWTH, widthFor(question, all, found, width));
                    return window(question, all, Math.min(all.width(), wider));
                });
    }

    /** The newest records are gone meanwhile, or a replica was behind for longer than a scan waits. */
    private CompletableFuture<Page> again(Question question, Stretch all) {
        return all.attempt < MOST_WAITS ? backward(question, all.attempt + 1) : tooFarBehind(question);
    }

    private static Page backwardPage(Portion portion, boolean whole, Stretch all) {
        List<StoredEntry> entries = portion.entries();
        Collections.reverse(entries);
        boolean end = whole && !portion.isCut();
        MessageId scannedTo = end || entries.isEmpty()
                ? MessageId.BEGINNING
                : entries.get(entries.size() - 1).id();
        return new Page(entries, Continuity.EXACT, scannedTo, end, all.leadersLast.position());
    }

    private static Portion portion(Question question, long upTo, boolean newest, long shown) {
        ReadRequest request = question.request;
        return new Portion(request.limit(), request.maxBytes(), upTo, newest, shown, question.foreign);
    }

    private CompletableFuture<@Nullable Void> scan(Question question, long from, Portion portion) {
        Connection connection = link.current();
        Dispatcher dispatcher = live.readers();
        if (connection == null || dispatcher == null) {
            return CompletableFuture.failedFuture(Failures.away());
        }
        return live.untilDown(Scan.run(connection, dispatcher, api, question.group, question.subject, from, portion));
    }
}
