package dev.realtime4j.engine;

import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Subscription;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The live end of one channel, shared by all its subscriptions (Rule S12): one listener, and a ring of the newest messages.
 *
 * <p>Whatever leaves a doubt whether all was told is answered by one read after the last id ("healing"), at most one at a
 * time, whose continuity the transport judges. All state is guarded by one lock, that of the end, since an object more would
 * cost very many channels; it is held for a few steps, never around I/O or a handler.
 */
final class Hub implements Sink {
    private static final int HEAL_ENTRIES = 512;
    private static final int HEAL_BYTES = 1024 * 1024;

    private final Core core;
    private final Message.Origin origin;
    private final long maxAgeMillis;
    private final Ring ring;
    private final Audience audience;
    private final HeadQuestion headQuestion;
    private final CompletableFuture<Void> standing = new CompletableFuture<>();
    private volatile int epoch;
    private volatile int interruptions;
    private volatile boolean connected = true;

    private final LiveEnd end;
    private @Nullable Tail tail;
    private boolean closed;
    private boolean away;
    private boolean healing = true; // until listening stands, entries wait as they do during a read
    private int failures;
    private long confirmedAt;
    /** Of those who wait for a comparison that has not begun, and for the one that goes on. */
    private @Nullable CompletableFuture<Void> verdict;

    private @Nullable CompletableFuture<Void> underWay;

    Hub(Core core, String channel) {
        this.core = core;
        this.origin = new Message.Origin(channel, core.config().codec());
        this.maxAgeMillis = core.config().retention(channel).maxAge().toMillis();
        this.ring = new Ring(core.budget(), core.config().retention(channel).maxMessages());
        this.end = new LiveEnd(origin, ring);
        this.audience = new Audience(core.dispatcher(), ring);
        this.headQuestion = new HeadQuestion(core, channel);
    }

    String channel() {
        return origin.channel();
    }

    Message.Origin origin() {
        return origin;
    }

    /** The age in ms from which on messages are not shown any more. */
    long maxAgeMillis() {
        return maxAgeMillis;
    }

    Ring ring() {
        return ring;
    }

    Audience audience() {
        return audience;
    }

    /** How often the log turned out to be another one; changes before subscriptions are woken. */
    int epoch() {
        return epoch;
    }

    int interruptions() {
        return interruptions;
    }

    Subscription.Status status() {
        return connected ? Subscription.Status.CONNECTED : Subscription.Status.RECONNECTING;
    }

    /** Starts to listen; called once, by whom made this hub. The result fails if listening cannot be had. */
    CompletionStage<Void> open() {
        try {
            core.transport().listen(channel(), this).whenComplete(this::listening);
        } catch (RuntimeException | Error e) {
            standing.completeExceptionally(e);
        }
        core.expectEnd(standing);
        return standing;
    }

    /** Completes when listening stands. */
    CompletableFuture<Void> standing() {
        return standing;
    }

    private void listening(@Nullable Tail opened, @Nullable Throwable failure) {
        if (opened == null) {
            Throwable cause = failure != null ? failure : new RealtimeException("No listener", null, true);
            standing.completeExceptionally(cause);
            return;
        }
        boolean late;
        synchronized (end) {
            tail = opened;
            late = closed;
            end.start(opened.head());
            confirmedAt = core.millis();
            healing = false;
            end.takeHeld(true);
            if (!ring.isEmpty()) {
                core.warm(this);
            }
        }
        if (late) {
            opened.close();
        } else if (!opened.recheck().isZero()) {
            new Recheck(core, this, opened.recheck().toMillis()).start();
        }
        standing.complete(null);
        healIfDoubtful();
    }

    /** The head when listening stood. */
    MessageId headAtStart() {
        synchronized (end) {
            return tail == null ? MessageId.BEGINNING : tail.head();
        }
    }

    /** Asks the backend for the head anew (Rule S2). */
    CompletableFuture<MessageId> askHead() {
        return headQuestion.ask();
    }

    /** As {@link Ring#locate}; this also knows of the place after which the next message is expected. */
    long locate(MessageId cursor) {
        synchronized (end) {
            long found = ring.locate(cursor);
            return found < Ring.UNKNOWN && cursor.equals(end.last()) ? ~found : found;
        }
    }

    /** Whether a place is known to be one of the log that is followed, and all that follows it is here or still to come. */
    boolean follows(MessageId place) {
        synchronized (end) {
            return connected && ring.holds(place);
        }
    }

    /** The place that is common to the logs before and after a reset, as far as is known; of the last one, told by its epoch. */
    MessageId common(int reset) {
        synchronized (end) {
            return epoch == reset ? end.common() : MessageId.BEGINNING;
        }
    }

    /** Gives up messages that have been in the ring for long. */
    void sweep() {
        synchronized (end) {
            if (!ring.sweep()) {
                core.cool(this);
            }
        }
    }

    /** The last id that the live path has told, or null if this hub is closed. */
    @Nullable
    MessageId lastTold() {
        synchronized (end) {
            return closed ? null : end.last();
        }
    }

    void close() {
        Tail opened;
        CompletableFuture<Void> asked;
        CompletableFuture<Void> compared;
        synchronized (end) {
            closed = true;
            opened = tail;
            asked = verdict;
            compared = underWay;
            ring.restart(end.last());
        }
        refuse(asked);
        refuse(compared);
        if (opened != null) {
            opened.close();
        }
    }

    private static void refuse(@Nullable CompletableFuture<Void> waiting) {
        if (waiting != null) {
            waiting.completeExceptionally(Failures.closed());
        }
    }

    @Override
    public void entry(StoredEntry entry, @Nullable MessageId previous) {
        boolean taken;
        synchronized (end) {
            if (closed) {
                return;
            }
            if (healing) {
                end.hold(entry, previous);
                return;
            }
            if (ring.isEmpty()) {
                core.warm(this);
            }
            taken = end.take(entry, previous, previous != null && previous.major() == 0 && trustsNothingBefore());
        }
        if (taken) {
            audience.wake();
        } else {
            healIfDoubtful();
        }
    }

    /**
     * Whether an entry before which nothing is kept follows the last one. On a path that may lose entries, one that was
     * missed would have been emitted after the last look at the head and have aged away since: impossible within maxAge.
     */
    private boolean trustsNothingBefore() {
        return tail != null && (tail.recheck().isZero() || core.millis() - confirmedAt < maxAgeMillis);
    }

    @Override
    public void changed() {
        synchronized (end) {
            end.doubt();
        }
        healIfDoubtful();
    }

    @Override
    public void interrupted(Throwable cause) {
        synchronized (end) {
            away = true;
            connected = false;
            interruptions++;
        }
        audience.wake();
    }

    @Override
    public void restored() {
        synchronized (end) {
            away = false;
            end.doubt();
        }
        healIfDoubtful();
    }

    /** Compares this channel with its log; completes when that is done (Rule S13), fails if this hub is closed before. */
    CompletionStage<Void> verify() {
        CompletableFuture<Void> done;
        synchronized (end) {
            if (closed) {
                return CompletableFuture.failedFuture(Failures.closed());
            }
            if (verdict == null) {
                verdict = new CompletableFuture<>();
            }
            done = verdict;
            end.doubt();
        }
        healIfDoubtful();
        return done;
    }

    /** Takes the answer to a recheck: what the live path should have told by now, and what it was compared with. */
    void rechecked(MessageId head, MessageId expected) {
        boolean found;
        synchronized (end) {
            found = !head.equals(expected) || head.isAfter(end.last());
            if (found) {
                end.doubt();
            } else if (!healing) {
                confirmedAt = core.millis();
            }
        }
        core.metrics().rechecked(found);
        healIfDoubtful();
    }

    /** Reads by another thread: the transport may be in a call of this sink, and hold a lock of its own. */
    private void healIfDoubtful() {
        MessageId from;
        synchronized (end) {
            if (!end.isDoubtful() || healing || closed || tail == null) {
                return;
            }
            healing = true;
            end.asking();
            from = end.last();
            underWay = verdict;
            verdict = null;
        }
        core.dispatcher().run(() -> heal(from));
    }

    private void heal(MessageId from) {
        var unused = PageWalk.run(core, channel(), healRequest(from), this::answered)
                .whenComplete((none, failure) -> {
                    if (failure != null) {
                        healLater();
                    }
                });
    }

    private static ReadRequest healRequest(MessageId from) {
        return ReadRequest.after(from, HEAL_ENTRIES, HEAL_BYTES);
    }

    private @Nullable ReadRequest answered(ReadRequest asked, Page page) {
        if (Continuities.isFruitless(page, Objects.requireNonNull(asked.cursor()), true)) {
            healLater();
            return null;
        }
        MessageId next = healed(page);
        return next == null ? null : healRequest(next);
    }

    /** The backend is away or refuses: the next attempt waits longer each time (Rule F2). */
    private void healLater() {
        int attempt;
        MessageId from;
        synchronized (end) {
            if (closed || !healing) {
                return;
            }
            attempt = ++failures;
            from = end.last();
        }
        core.dispatcher().later(backoff(attempt), () -> heal(from));
    }

    /** How long to wait before the next attempt: 50 ms to 2 s, growing, with jitter. */
    static long backoff(int attempt) {
        long most = Math.min(2000, 50L << Math.min(attempt, 6));
        return ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    }

    /** Takes a page that was read after the last id; gives where to read on, or null at the end. */
    private @Nullable MessageId healed(Page page) {
        int found;
        MessageId next = null;
        CompletableFuture<Void> done = null;
        synchronized (end) {
            if (closed) {
                return null;
            }
            failures = 0;
            found = end.takePage(page);
            epoch = end.resets();
            if (page.end()) {
                healing = false;
                confirmedAt = core.millis();
                connected = !away;
                end.takeHeld(true);
                done = underWay; // also where there is a new doubt: on some live paths there always is
                underWay = null;
            } else {
                next = end.last();
            }
            if (!ring.isEmpty()) {
                core.warm(this);
            }
        }
        core.metrics().healed(found);
        audience.wake();
        if (done != null) {
            done.complete(null);
        }
        if (next == null) {
            healIfDoubtful();
        }
        return next;
    }
}
