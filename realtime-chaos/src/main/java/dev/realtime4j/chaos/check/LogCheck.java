package dev.realtime4j.chaos.check;

import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.chaos.check.Violation.Kind;
import dev.realtime4j.chaos.history.Exercise;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges emits by the log: what was acknowledged is there once and in order, what was refused is not (Rules E1 to E6). */
final class LogCheck {
    private final Facts facts;
    private final Findings findings;

    LogCheck(Facts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    void check(Collection<Log> logs) {
        logs.forEach(this::check);
        Set<String> stored = new HashSet<>();
        logs.forEach(log -> values(log, stored));
        facts.emits.values().forEach(emit -> check(emit, stored));
    }

    private static void values(Log log, Set<String> into) {
        for (int i = 0; i < log.size(); i++) {
            if (log.at(i).isEmittedTo(log.channel())) {
                into.add(log.at(i).value());
            }
        }
    }

    private void check(Log log) {
        Map<String, Logged> once = new HashMap<>();
        Map<String, Logged> latestOfCaller = new HashMap<>();
        Logged latest = null;
        for (int i = 0; i < log.size(); i++) {
            Logged message = log.at(i);
            Emit emit = message.emit();
            if (emit == null || !message.isEmittedTo(log.channel())) {
                findings.violated(
                        Kind.NEVER_EMITTED,
                        log.channel(),
                        message.id() + " has " + message.value() + ", not emitted here");
                continue;
            }
            if (message.lost()) {
                continue;
            }
            Logged same = once.put(message.value(), message);
            if (same != null) {
                findings.violated(
                        emit.keyed() ? Kind.KEY_STORED_TWICE : Kind.STORED_TWICE,
                        log.channel(),
                        message.value() + " is at " + same.id() + " and at " + message.id(),
                        emit.firstInvoked(),
                        emit.lastInvoked());
                continue;
            }
            checkOrder(log, message, emit, latest, latestOfCaller.get(emit.first.caller()));
            latest = later(latest, message);
            latestOfCaller.merge(emit.first.caller(), message, LogCheck::later);
        }
    }

    /** Of two messages, the one that was emitted for the first time later. */
    private static Logged later(@Nullable Logged one, Logged other) {
        return one != null && one.invoked() > other.invoked() ? one : other;
    }

    private void checkOrder(
            Log log, Logged message, Emit emit, @Nullable Logged latest, @Nullable Logged latestOfCaller) {
        if (latestOfCaller != null && emit.lastInvoked() < latestOfCaller.invoked()) {
            findings.violated(
                    Kind.CALLER_ORDER,
                    log.channel(),
                    message.value() + " at " + message.id() + " was emitted before " + latestOfCaller.value() + " at "
                            + latestOfCaller.id() + " by the same caller",
                    emit.firstInvoked(),
                    latestOfCaller.invoked());
        }
        if (latest != null && message.acknowledged() < latest.invoked()) {
            findings.violated(
                    Kind.TIME_ORDER,
                    log.channel(),
                    message.value() + " at " + message.id() + " was acknowledged before " + latest.value() + " at "
                            + latest.id() + " was emitted",
                    message.acknowledged(),
                    latest.invoked());
        }
    }

    private void check(Emit emit, Set<String> stored) {
        findings.count("messages emitted", 1);
        findings.exercised(Exercise.RETRIES, emit.attempts.size() - 1L);
        if (stored.contains(emit.value()) && !emit.mayBeStored()) {
            findings.violated(
                    Kind.STORED_THOUGH_REFUSED,
                    emit.channel(),
                    emit.value() + " is in the log",
                    emit.firstInvoked(),
                    emit.attempts.get(0).answered);
        }
        MessageId answered = null;
        for (Emit.Attempt attempt : emit.attempts) {
            checkAnswer(emit, attempt);
            if (answered != null && attempt.id != null && !attempt.id.equals(answered) && !isSetBack(emit)) {
                findings.violated(
                        Kind.KEY_ANSWERED_TWICE,
                        emit.channel(),
                        emit.value() + " was given the ids " + answered + " and " + attempt.id,
                        attempt.answered);
            }
            answered = attempt.id == null ? answered : attempt.id;
        }
    }

    private boolean isSetBack(Emit emit) {
        return facts.setBacks.containsKey(emit.channel());
    }

    private void checkAnswer(Emit emit, Emit.Attempt attempt) {
        long until = attempt.answered == Emit.NEVER ? facts.endAt : attempt.answeredAt;
        long micros = until - attempt.invokedAt;
        if (until > facts.answerDue(attempt.invokedAt) || attempt.answered == Emit.NEVER) {
            findings.violated(
                    Kind.EMIT_HANGS,
                    emit.channel(),
                    emit.value() + " has waited for " + micros / 1000 + " ms",
                    attempt.invoked,
                    attempt.answered);
        }
        findings.atMost("slowest answer to an emit, ms", micros / 1000);
        if (attempt.id != null) {
            findings.count("emits acknowledged", 1);
            return;
        }
        boolean unknown = attempt.failed == EmitException.Stored.UNKNOWN;
        findings.count(unknown ? "emits failed, unknown" : "emits failed, not stored", 1);
        findings.exercised(Exercise.UNKNOWN_OUTCOMES, unknown ? 1 : 0);
        boolean broken = unknown
                && facts.faults.values().stream()
                        .anyMatch(fault -> attempt.invoked < fault.ended && fault.begun < attempt.answered);
        findings.exercised(Exercise.BROKEN_EMITS, broken ? 1 : 0);
    }
}
