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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cursor and its drain loop. The loop takes what follows the cursor from the hub's ring if it is there, else from the log:
 * replay, resume, slow and live are the same loop.
 *
 * <p>At most one thread is in the loop. A wake-up starts it or makes it look once more; where it waits for a handler's stage
 * or for a read it holds no thread.
 */
final class EngineSubscription implements Subscription, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.subscriptions");
    private static final int BATCH = 512;
    private static final int FAIR_ROUNDS = 16;
    private static final int PAGE_ENTRIES = 256;
    private static final int PAGE_BYTES = 1024 * 1024;

    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int AGAIN = 2;
    private static final int READING = 3;
    private static final int CLOSED = 4;

    private static final VarHandle STATE;
    private static final VarHandle CURSOR;
    private static final AtomicIntegerFieldUpdater<EngineSubscription> MET =
            AtomicIntegerFieldUpdater.newUpdater(EngineSubscription.class, "met");

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(EngineSubscription.class, "state", int.class);
            CURSOR = lookup.findVarHandle(EngineSubscription.class, "cursor", MessageId.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What one round of the loop has come to. */
    private enum Step {
        /** Look once more. */
        MORE,
        /** All there is was taken. */
        NOTHING,
        /** What follows is in the log. */
        READ,
        /** A handler's stage must be waited for. */
        STAGE,
        /** Others have waited long enough. */
        YIELD,
        /** No handler call will start any more. */
        END,
        /** The engine itself failed. */
        FAILED
    }

    private final Core core;
    private final HubRegistry hubs;
    private final Hub hub;
    private final Handlers handlers;
    private final long maxAgeMillis;
    private volatile int state = RUNNING;
    private volatile int met;
    private volatile boolean closing;
    private volatile MessageId cursor;
    private long sequence = -1;
    private int epochSeen;
    private int interruptionsTold;
    private @Nullable Status statusTold;
    private @Nullable Page page;
    private int pageIndex;
    private @Nullable MessageId lostAfter;
    private Gap.Reason lostReason = Gap.Reason.TRIMMED;
    private boolean quiet;
    private long sinceMillis;
    private @Nullable MessageId sinceUpTo;
    private int failures;
    private @Nullable Thread runner;
    private @Nullable CompletableFuture<Void> quiesced;

    EngineSubscription(Core core, HubRegistry hubs, Hub hub, Handlers handlers, Start start) {
        this.core = core;
        this.hubs = hubs;
        this.hub = hub;
        this.handlers = handlers;
        this.maxAgeMillis = core.config().retention(hub.channel()).maxAge().toMillis();
        this.cursor = start.cursor();
        this.quiet = start.quiet();
        this.sinceMillis = start.sinceMillis();
        this.sinceUpTo = start.sinceUpTo();
        this.epochSeen = start.epoch();
        this.interruptionsTold = hub.interruptions();
        this.page = start.page();
        this.lostAfter = start.resetAfter();
        if (lostAfter != null) {
            lostReason = Gap.Reason.RESET;
        } else if (page != null) {
            judge(page);
        }
    }

    @Override
    public String channel() {
        return hub.channel();
    }

    @Override
    public MessageId position() {
        return cursor;
    }

    @Override
    public Status status() {
        return hub.isConnected() ? Status.CONNECTED : Status.RECONNECTING;
    }

    /** Starts the loop; called once. */
    void start() {
        core.dispatcher().handle(this);
    }

    /** There may be something to do. Never blocks. */
    void wake() {
        while (true) {
            int now = state;
            if (now == IDLE) {
                if (STATE.compareAndSet(this, IDLE, RUNNING)) {
                    core.dispatcher().handle(this);
                    return;
                }
            } else if (now != RUNNING || STATE.compareAndSet(this, RUNNING, AGAIN)) {
                return;
            }
        }
    }

    @Override
    public void run() {
        Step step;
        do {
            step = turn();
        } while (goesOn(step));
    }

    /** One turn in the loop, during which {@link #interruptHandler} may interrupt this thread. */
    private Step turn() {
        synchronized (this) {
            runner = Thread.currentThread();
        }
        try {
            return loop();
        } catch (RuntimeException | Error e) {
            LOG.error("The subscription on channel \"{}\" failed and tries anew", hub.channel(), e);
            return Step.FAILED;
        } finally {
            synchronized (this) {
                runner = null;
            }
            Thread.interrupted(); // meant for a handler; this thread goes on with others
        }
    }

    /** Whether this thread takes another turn. Once it does not, another one may be in the loop. */
    private boolean goesOn(Step step) {
        switch (step) {
            case NOTHING -> {
                return !rests();
            }
            case READ -> {
                return read();
            }
            case STAGE -> {
                return isSecond();
            }
            case YIELD -> core.dispatcher().handle(this);
            case END -> finish();
            default -> core.dispatcher().later(Hub.backoff(++failures), () -> core.dispatcher().handle(this));
        }
        return false;
    }

    /** Goes on until there is nothing to do or something to wait for. */
    private Step loop() {
        for (int round = 0; round < FAIR_ROUNDS; round++) {
            if (closing) {
                return Step.END;
            }
            tellStatus();
            noticeReset();
            Step step = step();
            if (step != Step.MORE) {
                return step;
            }
        }
        return Step.YIELD;
    }

    /** Of the two that meet at the end of a wait, the loop that leaves and what it waits for, the second one goes on. */
    private boolean isSecond() {
        return MET.getAndIncrement(this) == 1;
    }

    /** Goes idle, unless there was a wake-up meanwhile. */
    private boolean rests() {
        if (STATE.compareAndSet(this, RUNNING, IDLE)) {
            if (closing && STATE.compareAndSet(this, IDLE, RUNNING)) {
                return false;
            }
            return true;
        }
        STATE.compareAndSet(this, AGAIN, RUNNING);
        return false;
    }

    private Step step() {
        if (page != null) {
            return fromPage(page);
        }
        if (sequence < 0 && lostAfter == null) { // the log tells where a loss ends
            sequence = hub.locate(cursor);
        }
        return sequence >= 0 ? fromRing() : Step.READ;
    }

    private Step fromRing() {
        Ring ring = hub.ring();
        long end = ring.next();
        if (sequence == end) {
            quiet = false;
            tellLost(cursor);
            return Step.NOTHING;
        }
        long now = core.millis();
        long batchEnd = Math.min(end, sequence + BATCH);
        long timestamp = now;
        int delivered = 0;
        while (sequence < batchEnd && !closing) {
            Message<?> message = ring.get(sequence);
            if (message == null) {
                sequence = -1;
                break;
            }
            sequence++;
            if (!message.id().isAfter(cursor)) {
                continue;
            }
            SubscriptionSpec.Handler handler = select(message, now - maxAgeMillis);
            if (handler != null) {
                delivered++;
                timestamp = message.epochMillis();
                if (!deliver(handler, message)) {
                    core.metrics().delivered(delivered, now - timestamp);
                    return Step.STAGE;
                }
            }
        }
        if (delivered > 0) {
            core.metrics().delivered(delivered, now - timestamp);
        }
        return Step.MORE;
    }

    private Step fromPage(Page current) {
        long now = core.millis();
        while (pageIndex < current.entries().size() && !closing) {
            StoredEntry entry = current.entries().get(pageIndex++);
            if (!entry.id().isAfter(cursor)) {
                continue;
            }
            Message<?> message = Message.of(hub.origin(), entry);
            SubscriptionSpec.Handler handler = select(message, now - maxAgeMillis);
            if (handler != null) {
                core.metrics().delivered(1, now - entry.timestamp());
                if (!deliver(handler, message)) {
                    return Step.STAGE;
                }
            }
        }
        if (pageIndex >= current.entries().size()) {
            page = null;
            if (current.scannedTo().isAfter(cursor)) {
                CURSOR.setRelease(this, current.scannedTo());
            }
            if (current.end()) {
                quiet = false;
                tellLost(cursor);
            }
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

    /** Hands a message over; false if its stage must be waited for. */
    private boolean deliver(SubscriptionSpec.Handler handler, Message<?> message) {
        quiet = false;
        CompletionStage<?> stage = handlers.call(handler, message);
        if (stage == null) {
            CURSOR.setRelease(this, message.id());
            return true;
        }
        MET.set(this, 0);
        stage.whenComplete((none, failure) -> {
            if (failure != null) {
                handlers.failed(message, Failures.unwrapped(failure));
            }
            CURSOR.setRelease(this, message.id());
            if (isSecond()) {
                core.dispatcher().handle(this);
            }
        });
        return false;
    }

    /** Starts to read what follows the cursor; true if it is there already. Closing does not wait for a read. */
    private boolean read() {
        MET.set(this, 0);
        STATE.setVolatile(this, READING);
        if (closing) {
            return claim();
        }
        MessageId from = cursor;
        boolean fromOldest = quiet && from.equals(MessageId.BEGINNING);
        long hint = sinceMillis == Long.MIN_VALUE || sinceUpTo != null ? 0 : Math.max(0, sinceMillis);
        ReadRequest request = new ReadRequest(
                ReadRequest.Direction.FORWARD, fromOldest ? null : from, hint, PAGE_ENTRIES, PAGE_BYTES);
        core.read(hub.channel(), request).whenComplete((read, failure) -> {
            if (read == null || isFruitless(read, from)) {
                core.dispatcher().later(Hub.backoff(++failures), this::hasRead);
            } else if (read.continuity() == Continuity.OTHER_LOG) {
                hub.verify().whenComplete((none, impossible) -> {
                    otherLog(read);
                    hasRead();
                });
            } else {
                failures = 0;
                core.metrics().readFromLog(read.entries().size());
                page = read;
                judge(read);
                hasRead();
            }
        });
        return isSecond() && claim();
    }

    private void hasRead() {
        if (isSecond() && claim()) {
            core.dispatcher().handle(this);
        }
    }

    /** Takes the loop back from a read, unless the subscription was closed meanwhile. */
    private boolean claim() {
        return STATE.compareAndSet(this, READING, RUNNING);
    }

    /** A page that leads nowhere must not be asked for again at once. */
    private static boolean isFruitless(Page read, MessageId from) {
        return read.entries().isEmpty()
                && !read.scannedTo().isAfter(from)
                && (read.continuity() == Continuity.EXACT || read.scannedTo().equals(from));
    }

    private void judge(Page read) {
        pageIndex = 0;
        if (read.continuity() == Continuity.TRIMMED) {
            lose(Gap.Reason.TRIMMED);
        } else if (read.continuity() == Continuity.UNKNOWN) {
            lose(Gap.Reason.UNKNOWN);
        }
    }

    /** The cursor belongs to another log; where the hub found that too, all subscriptions are told by its epoch. */
    private void otherLog(Page read) {
        if (hub.epoch() == epochSeen) {
            reset(read.scannedTo());
        }
    }

    private void noticeReset() {
        int epoch = hub.epoch();
        if (epoch != epochSeen) {
            MessageId common = epoch == epochSeen + 1 ? hub.resumeAt() : MessageId.BEGINNING;
            epochSeen = epoch;
            reset(common);
        }
    }

    private void reset(MessageId common) {
        lose(Gap.Reason.RESET);
        lostReason = Gap.Reason.RESET;
        page = null;
        sequence = -1;
        if (cursor.isAfter(common)) {
            CURSOR.setRelease(this, common);
        }
    }

    /** Something that follows the cursor can no longer be had; told before what is delivered next. */
    private void lose(Gap.Reason reason) {
        if (quiet && reason != Gap.Reason.RESET) {
            return;
        }
        if (lostAfter == null) {
            lostAfter = cursor;
            lostReason = reason;
        }
    }

    private void tellLost(MessageId next) {
        MessageId after = lostAfter;
        if (after != null) {
            lostAfter = null;
            core.metrics().gap(lostReason);
            handlers.gap(new Gap(hub.channel(), after, next, lostReason));
        }
    }

    private void tellStatus() {
        if (!handlers.wantsStatus()) {
            return;
        }
        int interruptions = hub.interruptions();
        Status now = status();
        if (interruptions != interruptionsTold && statusTold != Status.RECONNECTING) {
            tell(Status.RECONNECTING);
        }
        interruptionsTold = interruptions;
        if (now != statusTold) {
            tell(now);
        }
    }

    private void tell(Status status) {
        statusTold = status;
        handlers.status(status);
    }

    @Override
    public void close() {
        beginClose();
        awaitClosed(System.nanoTime() + core.config().timeouts().close().toNanos());
    }

    /** Lets no further handler call start. */
    void beginClose() {
        CompletableFuture<Void> ended = null;
        synchronized (this) {
            if (!closing) {
                closing = true;
                ended = new CompletableFuture<>();
                quiesced = ended;
            }
        }
        if (ended == null) {
            return;
        }
        if (STATE.compareAndSet(this, IDLE, CLOSED) || STATE.compareAndSet(this, READING, CLOSED)) {
            ended.complete(null);
            handlers.closed();
        }
        hub.remove(this);
        hubs.release(hub);
        core.metrics().subscriptions(-1);
    }

    /** Waits until no handler call is running; from inside a handler it does not wait (Rule S11). */
    void awaitClosed(long deadline) {
        CompletableFuture<Void> ended;
        synchronized (this) {
            ended = quiesced;
        }
        if (ended == null || core.dispatcher().isHandling()) {
            return;
        }
        try {
            ended.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            interruptHandler();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized void interruptHandler() {
        LOG.warn(
                "A handler on channel \"{}\" did not return within the close timeout and is interrupted",
                hub.channel());
        if (runner != null) {
            runner.interrupt();
        }
    }

    private void finish() {
        STATE.setVolatile(this, CLOSED);
        CompletableFuture<Void> ended;
        synchronized (this) {
            ended = quiesced;
        }
        if (ended != null) {
            ended.complete(null);
        }
        handlers.closed();
    }
}
