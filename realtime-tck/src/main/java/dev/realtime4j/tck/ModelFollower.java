package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Gap;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Subscription;
import java.time.Duration;
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

    /** Waits until the subscription has come to the head, and checks what it was told on the way. */
    void settle(Duration patience, long now) {
        Waiting.until(
                patience,
                () -> this + " comes from " + position() + " to the head " + log.head() + "; told: " + inbox,
                () -> next >= log.size() || position().equals(log.head()));
        List<Object> events = inbox.events();
        Gap gap = null;
        for (Object told : events.subList(checked, events.size())) {
            if (told instanceof Gap one) {
                if (gap != null) {
                    // Nothing was shown where the first one ended.
                    Integer end = log.after(gap.next());
                    next = end == null ? next : end;
                    MessageId least = gap.next();
                    assertTrue(!least.isAfter(one.after()), () -> this + ": two gaps for one stretch: " + one);
                }
                checkGap(one, now);
                gap = one;
            } else if (told instanceof Message<?> message) {
                checkMessage(message, gap, now);
                gap = null;
            }
        }
        if (gap == null) {
            checkSkipped(log.size(), now, () -> "before the head; told: " + inbox);
        }
        checked = events.size();
        next = log.size();
    }

    private void checkGap(Gap gap, long now) {
        Integer from = log.after(gap.after());
        Integer to = log.after(gap.next());
        assertTrue(from != null && to != null && from <= to, () -> this + ": a gap with ends of another log: " + gap);
        checkSkipped(from, now, gap::toString);
        boolean justified = log.isMissing(from, to, now);
        boolean unknown = gap.reason() == Gap.Reason.UNKNOWN && log.mayBeUnknown(from, now);
        assertTrue(justified || unknown, () -> this + ": a gap in which nothing is missing: " + gap);
        assertTrue(gap.reason() != Gap.Reason.RESET, () -> this + ": a reset of a log that is the same: " + gap);
        next = Math.max(next, from);
    }

    private void checkMessage(Message<?> message, @Nullable Gap gap, long now) {
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
        for (int i = next; i < to; i++) {
            int missing = i;
            assertTrue(
                    !wants(i) || (starting && !log.isShown(i, now)),
                    () -> this + " was not told " + log.get(missing) + " before " + before.get());
        }
    }

    @Override
    public String toString() {
        return "subscription " + (event == null ? "" : "to event " + event + " ") + "of " + subscription.channel();
    }
}
