package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Gap;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One subscription of the model check, held against the model. */
final class ModelFollower {
    private final ModelLog log;
    private final Inbox inbox;
    private final Subscription subscription;
    private final @Nullable String event;
    /** How many messages and gaps have been checked. */
    private int checked;
    /** The index of the first message that has been neither delivered, skipped nor told to be lost. */
    private int next;
    /** The gap that was told last, if nothing was delivered since. */
    private @Nullable Gap gap;

    /** A replay that has delivered nothing yet: what retention takes meanwhile is no gap (Rule S4). */
    private boolean starting;

    ModelFollower(
            ModelLog log, Inbox inbox, Subscription subscription, @Nullable String event, int next, boolean replay) {
        this.log = log;
        this.inbox = inbox;
        this.subscription = subscription;
        this.event = event;
        this.next = next;
        this.starting = replay;
    }

    MessageId position() {
        return subscription.position();
    }

    void close() {
        subscription.close();
    }

    private boolean wants(int index) {
        return event == null || log.get(index).event().equals(event);
    }

    /**
     * Waits until the subscription has come to the head and all that it should have been told was told; checks what it was
     * told on the way.
     */
    void settle(Duration patience, long now) {
        Waiting.until(
                patience,
                () -> this + " comes from " + position() + " to the head " + log.head() + " and is told "
                        + unexplained(now) + "; told: " + inbox,
                () -> {
                    // Asked first: what was delivered before it came there has been recorded then.
                    boolean atHead = position().equals(log.head());
                    check(now);
                    return next >= log.size() || (atHead && unexplained(now).isEmpty());
                });
        gap = null;
        next = log.size();
    }

    private void check(long now) {
        List<Object> events = inbox.events();
        for (Object told : events.subList(checked, events.size())) {
            if (told instanceof Gap one) {
                checkFollows(one);
                checkGap(one, now);
                gap = one;
            } else if (told instanceof Message<?> message) {
                checkMessage(message, now);
                gap = null;
            }
        }
        checked = events.size();
    }

    /** The messages up to the head of which nothing was told, although they are wanted. */
    private List<ModelLog.Entry> unexplained(long now) {
        return gap == null ? passedOver(log.size(), now) : List.of();
    }

    /** Where one gap follows another, nothing was shown where the first one ended. */
    private void checkFollows(Gap one) {
        if (gap != null) {
            Integer end = log.after(gap.next());
            next = end == null ? next : end;
            MessageId least = gap.next();
            assertTrue(!least.isAfter(one.after()), () -> this + ": two gaps for one stretch: " + one);
        }
    }

    private void checkGap(Gap one, long now) {
        Integer from = log.after(one.after());
        Integer to = log.after(one.next());
        assertTrue(from != null && to != null && from <= to, () -> this + ": a gap with ends of another log: " + one);
        checkSkipped(from, now, one::toString);
        boolean justified = log.isMissing(from, to, now);
        boolean unknown = one.reason() == Gap.Reason.UNKNOWN && log.mayBeUnknown(from, now);
        assertTrue(justified || unknown, () -> this + ": a gap in which nothing is missing: " + one);
        assertTrue(one.reason() != Gap.Reason.RESET, () -> this + ": a reset of a log that is the same: " + one);
        next = Math.max(next, from);
    }

    private void checkMessage(Message<?> message, long now) {
        Integer after = log.after(message.id());
        assertTrue(after != null, () -> this + ": delivered, but not emitted: " + message);
        int index = after - 1;
        assertTrue(index >= next, () -> this + ": delivered again or out of order: " + message);
        ModelLog.Entry entry = log.get(index);
        assertEquals(entry.event(), message.event(), () -> this + ": event of " + message);
        assertEquals(entry.json(), message.json(), () -> this + ": data of " + message);
        assertTrue(wants(index), () -> this + ": delivered in spite of the filter: " + message);
        if (gap == null) {
            checkSkipped(index, now, message::toString);
        }
        next = index + 1;
        starting = false;
    }

    /** What is passed over without a word may only be what the filter leaves out. */
    private void checkSkipped(int to, long now, Supplier<String> before) {
        List<ModelLog.Entry> missing = passedOver(to, now);
        assertTrue(missing.isEmpty(), () -> this + " was not told " + missing + " before " + before.get());
    }

    private List<ModelLog.Entry> passedOver(int to, long now) {
        List<ModelLog.Entry> missing = new ArrayList<>();
        for (int i = next; i < to; i++) {
            if (wants(i) && !(starting && !log.isShown(i, now))) {
                missing.add(log.get(i));
            }
        }
        return missing;
    }

    @Override
    public String toString() {
        return "subscription " + (event == null ? "" : "to event " + event + " ") + "of " + subscription.channel();
    }
}
