package dev.realtime4j.chaos.check;

import dev.realtime4j.MessageId;
import dev.realtime4j.chaos.check.Violation.Kind;
import dev.realtime4j.chaos.history.Item;
import dev.realtime4j.chaos.history.Operation.PageGiven;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges pages of history: each is a piece of the log without a hole (Rules H1 to H6). */
final class PageCheck {
    private final Facts facts;
    private final Findings findings;

    PageCheck(Facts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    void check(Facts.Read read, Log log) {
        long until = Math.min(read.answeredAt, facts.endAt);
        if (until > facts.answerDue(read.asked.at()) || read.answered == Emit.NEVER) {
            violated(read, Kind.PAGE_HANGS, "no answer");
        }
        PageGiven given = read.given;
        if (given == null) {
            findings.count("pages failed", 1);
            return;
        }
        findings.count("pages read", 1);
        MessageId cursor = read.asked.cursor();
        int before = cursor == null ? -1 : log.after(cursor) - 1;
        SetBack lost = given.gap() && cursor != null ? lossBelow(cursor, log, read.answered) : null;
        boolean anew = lost != null;
        int place = lost == null ? before : Math.min(before, log.after(lost.lastKept()) - 1);
        boolean first = true;
        for (Item item : given.items()) {
            int index = log.find(item.id());
            if (index < 0) {
                return; // The log has been judged already.
            }
            if (log.wasLostBefore(index, read.askedPosition)) {
                violated(read, Kind.NOT_IN_LOG, item + " was lost before");
            }
            if (index <= place) {
                violated(read, Kind.PAGE_OUT_OF_ORDER, item.id() + " does not follow");
            } else if (!first || !read.asked.newest()) {
                between(read, log, place, index, first);
            }
            place = index;
            first = false;
        }
        if (read.asked.newest()) {
            newest(read, log, given);
        }
        if (given.gap()) {
            gap(read, log, before, given.items(), anew);
        }
        if (given.end() || read.asked.newest()) {
            end(read, log, place);
        }
    }

    /** What may have taken the place of the cursor away. */
    private static @Nullable SetBack lossBelow(MessageId cursor, Log log, int answered) {
        return log.lossesBefore(answered).stream()
                .filter(setBack -> cursor.isAfter(setBack.lastKept()))
                .findFirst()
                .orElse(null);
    }

    private void violated(Facts.Read read, Kind kind, String detail) {
        findings.violated(
                kind,
                read.asked.channel(),
                "page " + read.asked.page() + ": " + detail,
                read.askedPosition,
                read.answered);
    }

    private void between(Facts.Read read, Log log, int from, int to, boolean first) {
        boolean told = read.asked.cursor() == null || (read.given != null && read.given.gap());
        for (int i = from + 1; i < to; i++) {
            boolean excused = first && told && log.mayBeGone(i, read.answered);
            if (!excused && log.belongs(i, to, read.answered)) {
                violated(read, Kind.PAGE_SKIPS, log.at(i).id() + " is left out");
                return;
            }
        }
    }

    private void newest(Facts.Read read, Log log, PageGiven given) {
        int missing = read.asked.limit() - given.items().size();
        int oldest = given.items().isEmpty() ? 0 : log.find(given.items().get(0).id());
        for (int i = oldest - 1; i >= 0 && missing > 0; i--) {
            if (!log.mayBeGone(i, read.answered) && log.belongs(i, oldest, read.answered)) {
                violated(read, Kind.PAGE_SKIPS, log.at(i).id() + " is one of the newest " + read.asked.limit());
                return;
            }
        }
    }

    private void gap(Facts.Read read, Log log, int before, List<Item> items, boolean anew) {
        int to = items.isEmpty() ? log.size() : log.find(items.get(0).id());
        if (anew || log.mayUnseenBeGone(before, to, read.answered)) {
            return;
        }
        for (int i = before + 1; i < to; i++) {
            if (log.mayBeGone(i, read.answered)) {
                return;
            }
        }
        violated(read, Kind.PAGE_FALSE_GAP, "nothing is missing");
    }

    private void end(Facts.Read read, Log log, int place) {
        // What was not even emitted was not acknowledged: else each of many pages would be held against all of the log.
        int most = log.mostBefore(read.askedPosition);
        for (int i = place + 1; i < most; i++) {
            Logged message = log.at(i);
            if (message.acknowledged() < read.askedPosition
                    && !log.isLostBefore(i, read.answered)
                    && !log.mayBeGone(i, read.answered)) {
                violated(read, Kind.PAGE_ENDS_EARLY, message.id() + " was acknowledged before and is left out");
                return;
            }
        }
    }
}
