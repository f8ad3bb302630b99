package dev.realtime4j.chaos.check;

import dev.realtime4j.chaos.check.Violation.Kind;
import dev.realtime4j.chaos.history.Operation.From;
import dev.realtime4j.chaos.history.Operation.SubscribeInvoked;

/** Judges the first message of a subscription that does not start after a cursor (Rules S2, S4). */
final class Starts {
    private final Facts.Followed followed;
    private final SubscribeInvoked start;
    private final Log log;
    private final Findings findings;

    Starts(Facts.Followed followed, Log log, Findings findings) {
        this.followed = followed;
        this.start = followed.start;
        this.log = log;
        this.findings = findings;
    }

    void check(int at, int index) {
        switch (start.from()) {
            case LIVE -> live(at, index);
            case NEWEST -> newest(at, index);
            default -> refuseBefore(at, index, 0);
        }
    }

    private void live(int at, int index) {
        if (log.at(index).acknowledged() < followed.invoked) {
            early(at, index, "was acknowledged before");
        }
        refuseBefore(at, index, 0);
    }

    private void newest(int at, int index) {
        if (log.leastBefore(followed.invoked, index) > start.newest()) {
            early(at, index, "is older than the newest " + start.newest());
        }
        refuseBefore(at, index, log.mostBefore(followed.stood) - start.newest());
    }

    /** Nothing that belongs to the subscription lies before its first message, unless retention has taken it. */
    private void refuseBefore(int at, int index, int from) {
        for (int i = index - 1; i >= Math.max(0, from); i--) {
            boolean due = start.from() != From.LIVE || log.at(i).invoked() > followed.stood;
            if (due && log.belongs(i, index, at) && !log.mayBeGone(i, at)) {
                findings.violated(
                        Kind.STARTED_LATE,
                        start.channel(),
                        name() + log.at(i).id() + " should have come before "
                                + log.at(index).id(),
                        followed.invoked,
                        followed.stood,
                        at);
                return;
            }
        }
    }

    private void early(int at, int index, String why) {
        findings.violated(
                Kind.STARTED_EARLY, start.channel(), name() + log.at(index).id() + " " + why, followed.invoked, at);
    }

    private String name() {
        return "subscription " + start.subscription() + " from " + start.from() + ": ";
    }

    /** The place of the first message that has to be given, where none was. */
    int latest() {
        return switch (start.from()) {
            case LIVE -> firstInvokedAfter(followed.stood);
            case NEWEST -> Math.max(0, log.mostBefore(followed.stood) - start.newest() + log.ghosts());
            default -> 0;
        };
    }

    private int firstInvokedAfter(int position) {
        int first = 0;
        while (first < log.size() && log.at(first).invoked() < position) {
            first++;
        }
        return first;
    }
}
