package dev.realtime4j.chaos.check;

import dev.realtime4j.chaos.check.Violation.Kind;
import java.util.Map;

/** Judges when messages were delivered, and that subscribes and closes return (Rules S1, S11). */
final class Timeliness {
    private final Facts facts;
    private final Deadlines deadlines;
    private final Findings findings;

    Timeliness(Facts facts, Findings findings) {
        this.facts = facts;
        this.deadlines = new Deadlines(facts);
        this.findings = findings;
    }

    /**
     * Checks a subscription.
     *
     * @param deliveredAt when it was given which message, by its place in the log
     * @param rest the place of the first message that was not given, nor told to be gone
     */
    void check(Facts.Followed followed, Log log, Map<Integer, Long> deliveredAt, int rest) {
        checkCalls(followed);
        if (followed.stoodAt == Long.MAX_VALUE) {
            return;
        }
        long base = followed.start.slow() ? Math.max(followed.stoodAt, facts.settlingAt) : followed.stoodAt;
        if (base == Long.MAX_VALUE) {
            return;
        }
        deliveredAt.forEach((index, at) -> checkDelivered(followed, log.at(index), base, at));
        long until = Math.min(followed.closeInvokedAt, facts.endAt);
        for (int i = rest; i < log.size(); i++) {
            Logged message = log.at(i);
            long storedAt = storedAt(message);
            if (message.lost() || storedAt == Long.MAX_VALUE || log.mayBeGone(i, followed.closed)) {
                continue;
            }
            if (deadlines.after(Math.max(base, storedAt)) <= until) {
                findings.violated(
                        Kind.NOT_DELIVERED,
                        log.channel(),
                        name(followed) + message.id() + " (" + message.value() + ") and perhaps later ones",
                        followed.invoked,
                        message.acknowledged());
                return;
            }
        }
    }

    /** By when all have to have noticed, in microseconds of the run, what a fault has done that ended at a time. */
    long mayGoUnnoticedUntil(long endedAt) {
        return endedAt == Long.MAX_VALUE ? endedAt : deadlines.after(endedAt);
    }

    /** By when it was stored: what failed as unknown within one further request timeout (Rule E5). */
    private long storedAt(Logged message) {
        Emit emit = message.emit();
        if (emit == null) {
            return Long.MAX_VALUE;
        }
        long failedAt = emit.failedAt();
        long within = failedAt == Long.MAX_VALUE
                ? failedAt
                : failedAt + 1000 * facts.limits().request();
        return Math.min(emit.acknowledgedAt(), within);
    }

    private void checkDelivered(Facts.Followed followed, Logged message, long base, long at) {
        long storedAt = storedAt(message);
        if (storedAt == Long.MAX_VALUE) {
            return;
        }
        if (at > deadlines.after(Math.max(base, storedAt))) {
            findings.violated(
                    Kind.DELIVERED_LATE,
                    message.emit() == null ? "" : message.emit().channel(),
                    name(followed) + message.id() + " came " + (at - storedAt) / 1000 + " ms after its acknowledgement",
                    message.acknowledged());
        }
        if (!followed.start.slow() && storedAt > followed.stoodAt) {
            findings.atMost("slowest delivery, ms", (at - storedAt) / 1000);
        }
    }

    private void checkCalls(Facts.Followed followed) {
        long began = followed.start.at();
        long stood = Math.min(followed.stoodAt, followed.failedAt);
        findings.count(followed.failedAt == Long.MAX_VALUE ? "subscriptions" : "subscribes failed", 1);
        long due = facts.answerDue(facts.answerDue(began)); // listening, and then the head
        if (Math.min(stood, facts.endAt) > due || stood == Long.MAX_VALUE) {
            findings.violated(Kind.SUBSCRIBE_HANGS, followed.start.channel(), name(followed), followed.invoked);
        }
        long closing = followed.closeInvokedAt;
        if (closing != Long.MAX_VALUE && Math.min(followed.closedAt, facts.endAt) > facts.answerDue(closing)) {
            findings.violated(Kind.CLOSE_HANGS, followed.start.channel(), name(followed), followed.invoked);
        }
    }

    private static String name(Facts.Followed followed) {
        return "subscription " + followed.start.subscription() + " (" + followed.start.from() + " on "
                + followed.start.node() + "): ";
    }
}
