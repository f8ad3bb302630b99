package dev.realtime4j.engine;

import dev.realtime4j.Gap;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Subscription;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.StoredEntry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A cursor in a channel's log. Takes what follows the cursor from the hub's ring if it is there, else from the log: replay,
 * resume, slow and live are the same loop, and the seams between them do not exist.
 */
final class EngineSubscription extends DrainLoop implements Subscription {
    /** So few that what many subscriptions take one after the other stays in the processor's cache. */
    private static final int MOST_AT_ONCE = 256;

    private static final int LATE_MILLIS = 1000; // without a fault nothing is told later than that (Rule S1)
    private static final VarHandle CURSOR = fieldOf(MethodHandles.lookup(), "cursor", MessageId.class);

    private final Core core;
    private final HubRegistry hubs;
    private final Hub hub;
    private final Handlers handlers;
    private final StatusTeller statuses;
    private final Loss loss = new Loss();
    private volatile MessageId cursor;

    /** Where the audience has it; guarded by that. */
    int place;

    private long sequence = Ring.UNKNOWN;
    private boolean doubtful; // the log itself must be asked whether it has the place
    private int asked = -1; // how often the live path had been interrupted when it was, and the path was whole
    private long aheadNanos;
    /** Whether nothing shows yet that the log which the hub follows has the place that was reached. */
    private boolean ahead = true;

    /** How many messages are taken before the cursor is moved, since to store a reference costs more than a short handler does. */
    private int batch = MOST_AT_ONCE;

    private int epochSeen;
    private @Nullable Page page;
    private int pageIndex;
    private boolean quiet;
    private long sinceMillis;
    private @Nullable MessageId sinceUpTo;

    EngineSubscription(Core core, HubRegistry hubs, Hub hub, Handlers handlers, Start start) {
        super(core.dispatcher());
        this.core = core;
        this.hubs = hubs;
        this.hub = hub;
        this.handlers = handlers;
        this.statuses = new StatusTeller(hub, handlers);
        this.cursor = start.cursor();
        this.quiet = start.quiet();
        this.sinceMillis = start.sinceMillis();
        this.sinceUpTo = start.sinceUpTo();
        this.epochSeen = start.epoch();
        this.page = start.page();
        MessageId resetAfter = start.resetAfter();
        if (resetAfter != null) {
            loss.add(resetAfter, Gap.Reason.RESET);
        } else if (page != null) {
            judge(page);
        }
    }

    @Override
    public String channel() {
        return hub.channel();
    }

    /** Where a loss is not told yet, the place before it: who resumes from there is told it (Rule S10). */
    @Override
    public MessageId position() {
        MessageId reached = cursor; // first: where it lies behind a loss, that loss is seen
        MessageId untold = loss.after();
        return untold == null ? reached : untold;
    }

    @Override
    public Status status() {
        return hub.status();
    }

    @Override
    Step step() {
        statuses.tell(this);
        noticeReset();
        if (page != null) {
            return fromPage(page);
        }
        doubtful |= isLate();
        if (sequence < 0 && loss.isNone() && !doubtful && !startsAtTheOldest()) { // the log tells where a loss ends
            sequence = hub.locate(cursor);
            ahead = sequence < Ring.UNKNOWN;
            if (ahead) {
                sequence = ~sequence;
                aheadNanos = System.nanoTime();
                core.dispatcher().later(LATE_MILLIS, this::wake);
            }
        }
        return sequence >= 0 && !doubtful ? fromRing() : Step.READ;
    }

    private Step fromRing() {
        Ring ring = hub.ring();
        long end = ring.next();
        if (sequence == end) {
            return atEnd();
        }
        Message<?>[] slots = ring.slots();
        long now = core.millis();
        long horizon = now - hub.maxAgeMillis();
        long at = sequence;
        long batchEnd = Math.min(end, at + batch);
        SubscriptionSpec.Handler all = handlers.ofAll();
        boolean plain = loss.isNone() && sinceMillis == Long.MIN_VALUE; // a message need only be young enough
        Message<?> reached = null;
        Message<?> latest = null;
        CompletionStage<?> stage = null;
        int delivered = 0;
        while (at < batchEnd && !isClosing()) {
            Message<?> message = ring.get(slots, at);
            if (message == null) {
                at = Ring.UNKNOWN;
                break;
            }
            at++;
            if (reached == null && !message.id().isAfter(cursor)) {
                ahead = ahead && !message.id().equals(cursor);
                continue;
            }
            if (ahead) { // nothing has shown that this log has the place that was reached: it may have lost it since
                at = Ring.UNKNOWN;
                break;
            }
            SubscriptionSpec.Handler handler;
            if (plain && message.epochMillis() >= horizon) {
                handler = all != null ? all : handlers.of(message.event());
            } else {
                moveTo(reached);
                quiet = quiet && latest == null;
                handler = select(message, horizon);
                plain = loss.isNone() && sinceMillis == Long.MIN_VALUE;
                if (isClosing()) { // since it was told a loss
                    break;
                }
            }
            if (handler != null) {
                delivered++;
                latest = message;
                stage = handlers.call(handler, message);
                if (stage != null) {
                    break;
                }
            }
            reached = message;
        }
        sequence = at;
        moveTo(reached);
        if (latest != null) {
            quiet = false;
            core.metrics().delivered(delivered, now - latest.epochMillis());
            // Fewer where handlers take more than a ms, so that the position stays close to them.
            batch = core.millis() - now > 1 ? 1 : Math.min(MOST_AT_ONCE, 2 * batch);
            worked(delivered);
            if (stage != null) {
                await(stage, latest);
                return Step.STAGE;
            }
        }
        return at == end ? atEnd() : Step.MORE;
    }

    private void moveTo(@Nullable Message<?> reached) {
        if (reached != null) {
            CURSOR.setRelease(this, reached.id());
        }
    }

    private Step atEnd() {
        // The live path may not have told yet what a replay is about to start with.
        quiet = quiet && sinceUpTo != null && sinceUpTo.isAfter(cursor);
        tellLost(cursor);
        return Step.NOTHING;
    }

    @Override
    boolean hasWork() {
        return sequence != hub.ring().next() || hub.epoch() != epochSeen || statuses.isDue() || isLate();
    }

    /** Whether the live path is whole again, but the place that was reached has not come by it: perhaps it is lost. */
    private boolean isLate() {
        return ahead
                && sequence >= 0
                && hub.interruptions() != asked
                && hub.status() == Status.CONNECTED
                && System.nanoTime() - aheadNanos >= LATE_MILLIS * 1_000_000L;
    }

    private Step fromPage(Page current) {
        long now = core.millis();
        while (pageIndex < current.entries().size()) {
            StoredEntry entry = current.entries().get(pageIndex);
            Message<?> message = Message.of(hub.origin(), entry);
            SubscriptionSpec.Handler handler =
                    entry.id().isAfter(cursor) ? select(message, now - hub.maxAgeMillis()) : null;
            if (isClosing()) { // perhaps since it was told a loss
                return Step.MORE;
            }
            pageIndex++; // not before: what fails until here is tried anew
            if (handler != null) {
                core.metrics().delivered(1, now - entry.timestamp());
                quiet = false;
                CompletionStage<?> stage = handlers.call(handler, message);
                if (stage != null) {
                    await(stage, message);
                    return Step.STAGE;
                }
                CURSOR.setRelease(this, message.id());
            }
        }
        page = null;
        if (current.scannedTo().isAfter(cursor)) {
            CURSOR.setRelease(this, current.scannedTo());
        }
        if (current.end()) {
            quiet = false;
            tellLost(cursor);
        }
        return Step.MORE;
    }

    /** Moves the cursor over a message that is not shown or not wanted; else gives its handler, losses before it told. */
    private SubscriptionSpec.@Nullable Handler select(Message<?> message, long horizon) {
        if (message.epochMillis() < horizon) {
            lose(Gap.Reason.TRIMMED);
            CURSOR.setRelease(this, message.id());
            return null;
        }
        tellLost(message.id());
        if (isBeforeStart(message)) {
            CURSOR.setRelease(this, message.id());
            return null;
        }
        SubscriptionSpec.Handler handler = handlers.of(message.event());
        if (handler == null) {
            CURSOR.setRelease(this, message.id());
        }
        return handler;
    }

    /** Whether a replay from a time has not come to its first message yet (Rule S4). */
    private boolean isBeforeStart(Message<?> message) {
        if (sinceMillis == Long.MIN_VALUE) {
            return false;
        }
        boolean before = message.epochMillis() < sinceMillis;
        if (sinceUpTo == null ? !before : message.id().isAfter(sinceUpTo)) {
            sinceMillis = Long.MIN_VALUE;
            return false;
        }
        return before;
    }

    private void await(CompletionStage<?> stage, Message<?> message) {
        expectMeeting();
        stage.whenComplete((none, failure) -> {
            try {
                if (failure != null) { // in whatever thread; its handler may close this subscription
                    core.dispatcher().handling(Failures.unwrapped(failure), cause -> handlers.failed(message, cause));
                }
            } finally {
                CURSOR.setRelease(this, message.id());
                hasMet();
            }
        });
    }

    @Override
    void read() {
        MessageId from = cursor;
        sequence = Ring.UNKNOWN;
        int interruptions = hub.interruptions(); // before its status
        asked = hub.status() == Status.CONNECTED ? interruptions : -1;
        long hint = sinceMillis == Long.MIN_VALUE || sinceUpTo != null ? 0 : Math.max(0, sinceMillis);
        ReadRequest request = new ReadRequest(
                ReadRequest.Direction.FORWARD,
                startsAtTheOldest() ? null : from,
                hint,
                Start.PAGE_ENTRIES,
                Start.PAGE_BYTES);
        core.read(hub.channel(), request).whenComplete((read, failure) -> {
            boolean dueAtEnd = doubtful || quiet || !loss.isNone();
            doubtful = doubtful && read == null;
            if (read == null || Continuities.isFruitless(read, from, dueAtEnd)) {
                readFailed();
            } else if (read.continuity() == Continuity.OTHER_LOG) {
                hub.verify().whenComplete((none, impossible) -> {
                    if (hub.epoch() == epochSeen) { // else the hub has found that, too, and all are told by its epoch
                        reset(read.scannedTo());
                    }
                    readSucceeded();
                });
            } else {
                core.metrics().readFromLog(read.entries().size());
                page = read;
                judge(read);
                readSucceeded();
            }
        });
    }

    /** Only the log knows which message is the oldest shown: a ring that is behind has older ones (Rule R2). */
    private boolean startsAtTheOldest() {
        return quiet && cursor.equals(MessageId.BEGINNING);
    }

    private void judge(Page read) {
        pageIndex = 0;
        if (read.continuity() == Continuity.TRIMMED) {
            lose(Gap.Reason.TRIMMED);
        } else if (read.continuity() == Continuity.UNKNOWN) {
            lose(Gap.Reason.UNKNOWN);
        }
    }

    private void noticeReset() {
        int epoch = hub.epoch();
        if (epoch != epochSeen) {
            MessageId common = epoch == epochSeen + 1 ? hub.common(epoch) : MessageId.BEGINNING;
            epochSeen = epoch;
            page = null;
            sequence = Ring.UNKNOWN;
            doubtful = ahead; // it may be in the new log: who comes before the hub knows of that has lost nothing
            if (!doubtful) {
                reset(common);
            }
        }
    }

    private void reset(MessageId common) {
        loss.add(cursor, Gap.Reason.RESET);
        if (cursor.isAfter(common)) {
            CURSOR.setRelease(this, common);
        }
    }

    /** Something that follows the cursor can no longer be had; told before what is delivered next. */
    private void lose(Gap.Reason reason) {
        if (!quiet) {
            loss.add(cursor, reason);
        }
    }

    private void tellLost(MessageId next) {
        Gap gap = loss.gap(hub.channel(), next);
        if (gap != null && !isClosing()) {
            core.metrics().gap(gap.reason());
            handlers.gap(gap);
            loss.told();
        }
    }

    @Override
    public void close() {
        leave();
        awaitClosed(System.nanoTime() + core.config().timeouts().close().toNanos());
    }

    /** Closes without waiting for a running handler. */
    void leave() {
        if (beginClose()) {
            handlers.closing();
            hub.audience().remove(this);
            hubs.release(hub);
            core.metrics().subscriptions(-1);
        }
    }

    @Override
    void ended() {
        handlers.closed();
    }

    @Override
    public String toString() {
        return "Subscription[" + hub.channel() + " after " + cursor + "]";
    }
}
