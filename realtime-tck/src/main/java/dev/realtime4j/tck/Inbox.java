package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.realtime4j.Gap;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Subscription;
import dev.realtime4j.SubscriptionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Records what a subscription is told, in its order, and lets a test wait for it. */
final class Inbox {
    private final Duration patience;
    private final Duration quiet;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    /** Messages and gaps. */
    private final List<Object> events = new ArrayList<>();

    private final List<Throwable> errors = new ArrayList<>();
    private final List<Subscription.Status> statuses = new ArrayList<>();

    Inbox(Duration patience, Duration quiet) {
        this.patience = patience;
        this.quiet = quiet;
    }

    /** Has everything recorded. */
    SubscriptionOptions attach(SubscriptionOptions options) {
        return options.onMessage(this::message)
                .onGap(gap -> add(events, gap))
                .onError(error -> add(errors, error))
                .onStatus(status -> add(statuses, status));
    }

    /** Has a message recorded, for handlers that do something else as well. */
    void message(Message<?> message) {
        add(events, message);
    }

    void gap(Gap gap) {
        add(events, gap);
    }

    private <T> void add(List<T> list, T event) {
        lock.lock();
        try {
            list.add(event);
            told.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> List<T> copy(List<T> list) {
        lock.lock();
        try {
            return List.copyOf(list);
        } finally {
            lock.unlock();
        }
    }

    /** Messages and gaps in the order they were told. */
    List<Object> events() {
        return copy(events);
    }

    List<Message<?>> messages() {
        List<Message<?>> messages = new ArrayList<>();
        for (Object event : events()) {
            if (event instanceof Message<?> message) {
                messages.add(message);
            }
        }
        return messages;
    }

    List<MessageId> ids() {
        return messages().stream().<MessageId>map(Message::id).toList();
    }

    List<Gap> gaps() {
        return events().stream()
                .filter(Gap.class::isInstance)
                .map(Gap.class::cast)
                .toList();
    }

    List<Throwable> errors() {
        return copy(errors);
    }

    List<Subscription.Status> statuses() {
        return copy(statuses);
    }

    /** Waits until what was recorded fulfils a condition. */
    void await(String what, Predicate<Inbox> condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        lock.lock();
        try {
            while (!condition.test(this)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    fail("Not within " + patience.toMillis() + " ms: " + what + ". Told so far: " + this);
                }
                long ignored = told.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for " + what, e);
        } finally {
            lock.unlock();
        }
    }

    private int countMessages() {
        int count = 0;
        for (Object event : events) {
            count += event instanceof Message ? 1 : 0;
        }
        return count;
    }

    /** Waits for a number of messages; more may come. */
    void awaitMessages(int count) {
        await(count + " messages", inbox -> inbox.events.size() >= count && inbox.countMessages() >= count);
    }

    /** Waits for a message and everything before it. */
    void awaitMessage(MessageId id) {
        await("message " + id, inbox -> {
            // From the end: it is the newest in nearly all cases.
            for (int i = inbox.events.size() - 1; i >= 0; i--) {
                if (inbox.events.get(i) instanceof Message<?> message) {
                    return message.id().compareTo(id) >= 0 && inbox.ids().contains(id);
                }
            }
            return false;
        });
    }

    void awaitGap() {
        await("a gap", inbox -> !inbox.gaps().isEmpty());
    }

    void awaitStatus(Subscription.Status status, int times) {
        await(
                times + " x " + status,
                inbox -> inbox.statuses.stream().filter(status::equals).count() >= times);
    }

    /** Waits for exactly these messages and no gap, and watches that nothing follows. */
    void awaitExactly(List<MessageId> expected) {
        awaitExactly(Map.of(this, expected));
    }

    /** The same of several, which are watched at one and the same time: each of them no shorter than one alone. */
    static void awaitExactly(Map<Inbox, List<MessageId>> expected) {
        expected.forEach((inbox, ids) -> inbox.await(ids.size() + " messages", it -> it.events.size() >= ids.size()));
        long start = System.nanoTime();
        expected.forEach((inbox, ids) -> {
            inbox.staysAt(ids.size(), start);
            assertEquals(ids, List.copyOf(inbox.ids()), "messages delivered");
            assertEquals(List.of(), inbox.gaps(), "gaps");
        });
    }

    /** Watches that nothing but a number of messages and gaps is told. */
    void staysAt(int count) {
        staysAt(count, System.nanoTime());
    }

    private void staysAt(int count, long start) {
        long deadline = start + quiet.toNanos();
        lock.lock();
        try {
            while (events.size() <= count) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                long ignored = told.awaitNanos(left);
            }
            assertEquals(count, events.size(), () -> "messages and gaps told: " + this);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while watching", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        List<Object> all = events();
        String shown = all.size() <= 20
                ? all.toString()
                : all.subList(0, 5) + " … " + all.subList(all.size() - 10, all.size());
        return all.size() + " messages and gaps " + shown + ", errors " + errors() + ", statuses " + statuses();
    }
}
