package dev.realtime4j.chaos.check;

import dev.realtime4j.chaos.check.Violation.Kind;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Judges what faults have taken away: the newest messages of all channels together and no others, and none that was safe by
 * the durability which the backend promises. So a message that was never stored is not taken for one that was lost.
 */
final class LossCheck {
    private final Facts facts;
    private final Findings findings;

    LossCheck(Facts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    void check(Collection<Log> logs) {
        facts.faults.values().forEach(fault -> check(fault, logs));
    }

    private void check(Facts.Fault fault, Collection<Log> logs) {
        Logged lost = null;
        Logged kept = null;
        for (Log log : logs) {
            for (SetBack setBack : log.setBacks()) {
                if (setBack.fault() == fault) {
                    lost = earlier(lost, firstLost(log, setBack));
                    kept = later(kept, lastKept(log, setBack));
                }
            }
        }
        if (lost != null && kept != null && lost.acknowledged() < kept.invoked()) {
            findings.violated(
                    Kind.LOST_AMID_KEPT,
                    "",
                    lost.value() + " is lost, which was acknowledged before " + kept.value()
                            + " was emitted, and that is kept",
                    fault.begun,
                    lost.acknowledged(),
                    kept.invoked());
        }
    }

    private static @Nullable Logged earlier(@Nullable Logged one, @Nullable Logged other) {
        return other == null || (one != null && one.acknowledged() < other.acknowledged()) ? one : other;
    }

    private static @Nullable Logged later(@Nullable Logged one, @Nullable Logged other) {
        return other == null || (one != null && one.invoked() > other.invoked()) ? one : other;
    }

    /** Of the acknowledged messages that were lost, the one that was acknowledged first. */
    private @Nullable Logged firstLost(Log log, SetBack setBack) {
        Logged first = null;
        for (int i = log.after(setBack.lastKept()); i < log.size(); i++) {
            Logged message = log.at(i);
            Emit emit = message.emit();
            if (emit == null || message.lostBy() != setBack.fault().ended || !setBack.takes(message)) {
                continue;
            }
            findings.count("acknowledged messages lost by faults", 1);
            if (setBack.spares(emit.acknowledgedAt())) {
                findings.violated(
                        Kind.LOST_TOO_OLD,
                        log.channel(),
                        message.value() + " is lost, and had been acknowledged for long",
                        message.acknowledged(),
                        setBack.position());
            }
            first = earlier(first, message);
        }
        return first;
    }

    /** Of the acknowledged messages that were kept, the one that was emitted last. */
    private static @Nullable Logged lastKept(Log log, SetBack setBack) {
        Logged last = null;
        for (int i = log.after(setBack.lastKept()) - 1; i >= 0; i--) {
            Logged message = log.at(i);
            if (message.acknowledged() < setBack.position() && !log.isLostBefore(i, setBack.position())) {
                last = later(last, message);
            }
        }
        return last;
    }
}
