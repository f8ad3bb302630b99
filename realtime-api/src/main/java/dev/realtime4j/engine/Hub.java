package dev.realtime4j.engine;

import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The live end of one channel, shared by all its subscriptions (Rule S12): one listener, and a ring of the newest messages.
 *
 * <p>The hub appends to its ring only what is shown to follow what it has; whatever leaves a doubt is answered by one read
 * after the last id it has seen ("healing"), at most one at a time, whose continuity the transport judges. All state is
 * guarded by one lock that is held for a few steps, never around I/O or a handler.
 */
final class Hub implements Sink {
    private static final int HEAL_ENTRIES = 512;
    private static final int HEAL_BYTES = 1024 * 1024;
    private static final int MOST_PENDING = 1024;
    private static final int FEW = 4;
    private static final EngineSubscription[] NOBODY = {};

    private record Pending(StoredEntry entry, @Nullable MessageId previous) {}

    private final Core core;
    private final Message.Origin origin;
    private final Ring ring;
    private final Object lock = new Object();
    private final AtomicBoolean waking = new AtomicBoolean();
    private final HeadQuestion headQuestion;
    private final CompletableFuture<Void> standing = new CompletableFuture<>();
    private volatile EngineSubscription[] subscriptions = NOBODY;
    private volatile int epoch;
    private volatile int interruptions;
    private volatile boolean connected = true;
    private boolean away;

    private @Nullable Tail tail;
    private boolean closed;
    private MessageId last = MessageId.BEGINNING;
    private MessageId resumeAt = MessageId.BEGINNING;
    private long confirmedAt;
    private boolean healing = true; // until listening stands, entries wait as they do during a read
    private boolean healAgain;
    private int failures;
    private @Nullable ArrayDeque<Pending> pending;
    private @Nullable CompletableFuture<Void> verdict;

    Hub(Core core, String channel) {
        this.core = core;
        this.origin = new Message.Origin(channel, core.config().codec());
        this.headQuestion = new HeadQuestion(core, channel);
        this.ring = new Ring(core.budget(), core.config().retention(channel).maxMessages());
    }

    String channel() {
        return origin.channel();
    }

    Message.Origin origin() {
        return origin;
    }

    /** How often the log turned out to be another one; changes before subscriptions are woken. */
    int epoch() {
        return epoch;
    }

    int interruptions() {
        return interruptions;
    }

    boolean isConnected() {
        return connected;
    }

    Ring ring() {
        return ring;
    }

    /** Starts to listen; called once, by whom made this hub. The result fails if listening cannot be had. */
    CompletableFuture<Void> open() {
        core.transport().listen(channel(), this).whenComplete(this::listening);
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
        synchronized (lock) {
            tail = opened;
            late = closed;
            last = opened.head();
            confirmedAt = core.millis();
            ring.restart(last);
            healing = false;
            takePending();
        }
        if (late) {
            opened.close();
        } else if (!opened.recheck().isZero()) {
            new Recheck(core, this, opened.recheck().toMillis()).start();
        }
        standing.complete(null);
        healIfAsked();
    }

    /** The head when listening stood. */
    MessageId headAtStart() {
        synchronized (lock) {
            return tail == null ? MessageId.BEGINNING : tail.head();
        }
    }

    /** Asks the backend for the head anew (Rule S2). */
    CompletableFuture<MessageId> askHead() {
        return headQuestion.ask();
    }

    void add(EngineSubscription subscription) {
        synchronized (lock) {
            EngineSubscription[] more = Arrays.copyOf(subscriptions, subscriptions.length + 1);
            more[subscriptions.length] = subscription;
            subscriptions = more;
        }
    }

    /** Removes a subscription; gives the number of those that are left. */
    int remove(EngineSubscription subscription) {
        synchronized (lock) {
            EngineSubscription[] fewer =
                    Arrays.stream(subscriptions).filter(s -> s != subscription).toArray(EngineSubscription[]::new);
            subscriptions = fewer.length == 0 ? NOBODY : fewer;
            return fewer.length;
        }
    }

    EngineSubscription[] subscriptions() {
        return subscriptions;
    }

    /** The ring's number of the first message after a cursor, or -1 if the log must be read. */
    long locate(MessageId cursor) {
        synchronized (lock) {
            return ring.locate(cursor);
        }
    }

    /** The place that is common to the log of before and that of now, as far as is known. */
    MessageId resumeAt() {
        synchronized (lock) {
            return resumeAt;
        }
    }

    /** Gives up messages that have been in the ring for long; gives whether any are left. */
    boolean sweep() {
        synchronized (lock) {
            return ring.sweep();
        }
    }

    void close() {
        Tail opened;
        synchronized (lock) {
            closed = true;
            opened = tail;
            ring.restart(last);
        }
        if (opened != null) {
            opened.close();
        }
    }

    @Override
    public void entry(StoredEntry entry, @Nullable MessageId previous) {
        boolean told;
        synchronized (lock) {
            if (closed) {
                return;
            }
            if (healing) {
                hold(entry, previous);
                return;
            }
            told = take(entry, previous);
        }
        if (told) {
            wake();
        } else {
            healIfAsked();
        }
    }

    /** Takes an entry that follows what is there; asks for healing where that is in doubt. */
    private boolean take(StoredEntry entry, @Nullable MessageId previous) {
        MessageId id = entry.id();
        if (id.isAfter(last)) {
            if (previous != null && (previous.equals(last) || nothingKeptBefore(previous))) {
                append(entry);
                return true;
            }
            hold(entry, previous);
        } else if (id.equals(last) || ring.contains(id)) {
            return false;
        }
        healAgain = true;
        return false;
    }

    /**
     * Nothing is kept before the entry. On a path that may lose entries, one that was missed would have been emitted after
     * the last look at the head and have aged away since: impossible within maxAge.
     */
    private boolean nothingKeptBefore(MessageId previous) {
        if (!previous.equals(MessageId.BEGINNING) || tail == null) {
            return false;
        }
        return tail.recheck().isZero()
                || core.millis() - confirmedAt
                        < core.config().retention(channel()).maxAge().toMillis();
    }

    private void append(StoredEntry entry) {
        last = entry.id();
        if (ring.isEmpty()) {
            core.warm(this);
        }
        ring.add(Message.of(origin, entry), entry.json().length);
    }

    private void hold(StoredEntry entry, @Nullable MessageId previous) {
        if (pending == null) {
            pending = new ArrayDeque<>();
        }
        if (pending.size() == MOST_PENDING) {
            pending.clear();
            healAgain = true;
        }
        pending.add(new Pending(entry, previous));
    }

    /** Takes what came meanwhile as far as it follows; the rest is left to one more read. */
    private boolean takePending() {
        ArrayDeque<Pending> waiting = pending;
        pending = null;
        boolean told = false;
        while (waiting != null && !waiting.isEmpty() && !healAgain) {
            Pending next = waiting.poll();
            told |= take(next.entry(), next.previous());
        }
        return told;
    }

    @Override
    public void changed() {
        synchronized (lock) {
            healAgain = true;
        }
        healIfAsked();
    }

    @Override
    public void interrupted(Throwable cause) {
        synchronized (lock) {
            away = true;
            connected = false;
            interruptions++;
        }
        wake();
    }

    @Override
    public void restored() {
        synchronized (lock) {
            away = false;
            healAgain = true;
        }
        healIfAsked();
    }

    /** Compares this channel with its log; completes when that is done (Rule S13). */
    CompletableFuture<Void> verify() {
        CompletableFuture<Void> done;
        synchronized (lock) {
            if (verdict == null) {
                verdict = new CompletableFuture<>();
            }
            done = verdict;
            healAgain = true;
        }
        healIfAsked();
        return done;
    }

    private void healIfAsked() {
        MessageId from;
        synchronized (lock) {
            if (!healAgain || healing || closed || tail == null) {
                return;
            }
            healing = true;
            healAgain = false;
            from = last;
        }
        heal(from);
    }

    private void heal(MessageId from) {
        core.read(channel(), ReadRequest.after(from, HEAL_ENTRIES, HEAL_BYTES)).whenComplete((page, failure) -> {
            if (page == null || isEndless(page, from)) {
                healLater(from);
            } else if (healed(page)) {
                MessageId next;
                synchronized (lock) {
                    next = last;
                }
                heal(next);
            }
        });
    }

    /** A page that leads nowhere must not be asked for again at once. */
    private static boolean isEndless(Page page, MessageId from) {
        return !page.end() && page.entries().isEmpty() && page.scannedTo().equals(from);
    }

    /** The backend is away or refuses: the next attempt waits longer each time, with jitter (Rule F2). */
    private void healLater(MessageId from) {
        int attempt;
        synchronized (lock) {
            attempt = ++failures;
            if (closed) {
                return;
            }
        }
        core.dispatcher().later(backoff(attempt), () -> heal(from));
    }

    static long backoff(int attempt) {
        long most = Math.min(2000, 50L << Math.min(attempt, 6));
        return ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    }

    /** Takes a page that was read after the last id; gives whether there is more to read. */
    private boolean healed(Page page) {
        boolean more;
        int found = 0;
        CompletableFuture<Void> done = null;
        synchronized (lock) {
            if (closed) {
                return false;
            }
            failures = 0;
            found = takePage(page);
            more = !page.end();
            if (!more) {
                healing = false;
                confirmedAt = core.millis();
                connected = !away;
                takePending();
                if (!healAgain) {
                    done = verdict;
                    verdict = null;
                }
            }
        }
        core.metrics().healed(found);
        wake();
        if (done != null) {
            done.complete(null);
        }
        if (!more) {
            healIfAsked();
        }
        return more;
    }

    private int takePage(Page page) {
        if (page.continuity() == Continuity.OTHER_LOG) {
            resumeAt = page.scannedTo();
            last = resumeAt;
            ring.restart(last);
            pending = null;
            int known = epoch;
            epoch = known + 1;
            return 0;
        }
        int found = 0;
        boolean whole = page.continuity() == Continuity.EXACT;
        for (StoredEntry entry : page.entries()) {
            if (!entry.id().isAfter(last)) {
                continue;
            }
            found++;
            forget(entry.id());
            if (whole) {
                append(entry);
            } else {
                // What lies before it is lost: each subscription learns that from its own read of the log.
                last = entry.id();
                ring.restart(last);
                whole = true;
            }
        }
        if (page.scannedTo().isAfter(last)) {
            last = page.scannedTo();
            if (!whole) {
                ring.restart(last);
            }
        }
        return found;
    }

    /** An entry that a read has given needs not be told by the live path any more. */
    private void forget(MessageId id) {
        if (pending != null && !pending.isEmpty() && pending.element().entry().id().equals(id)) {
            pending.remove();
        }
    }

    /** The last id that the live path has told, or null if this hub is closed. */
    @Nullable MessageId lastTold() {
        synchronized (lock) {
            return closed ? null : last;
        }
    }

    /** Takes the answer to a recheck: what the live path should have told by now, and what it was compared with. */
    void rechecked(MessageId head, MessageId expected) {
        boolean found;
        synchronized (lock) {
            found = !head.equals(expected) || head.isAfter(last);
            healAgain |= found;
            if (!found && !healing) {
                confirmedAt = core.millis();
            }
        }
        core.metrics().rechecked(found);
        healIfAsked();
    }

    /** Wakes the subscriptions: a few at once, many by one task however many messages have come. */
    private void wake() {
        EngineSubscription[] all = subscriptions;
        if (all.length <= FEW) {
            for (EngineSubscription subscription : all) {
                subscription.wake();
            }
        } else if (!waking.get() && waking.compareAndSet(false, true)) {
            core.dispatcher().handle(() -> {
                waking.set(false);
                for (EngineSubscription subscription : subscriptions) {
                    subscription.wake();
                }
            });
        }
    }
}
