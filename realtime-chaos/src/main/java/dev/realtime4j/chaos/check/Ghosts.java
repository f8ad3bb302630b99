package dev.realtime4j.chaos.check;

import java.util.List;
import java.util.Set;

/**
 * Emits to a channel of which nobody has seen a message: they may have taken places in its log, and be trimmed or lost.
 * Which place is bounded by when they were answered: what has failed is stored within one more request timeout, or never
 * (Rule E5).
 */
final class Ghosts {
    private final List<Emit> emits;
    private final long requestMicros;

    Ghosts(String channel, Facts facts, Set<String> seenValues) {
        requestMicros = 1000 * facts.limits().request();
        emits = facts.emits.values().stream()
                .filter(emit ->
                        emit.channel().equals(channel) && emit.mayBeStored() && !seenValues.contains(emit.value()))
                .toList();
    }

    /** None: the log is known as a whole. */
    Ghosts() {
        emits = List.of();
        requestMicros = 0;
    }

    int count() {
        return emits.size();
    }

    /** How many of them may have been stored before a place in the history, and behind a message. */
    int behind(Logged message, int position) {
        return (int) emits.stream()
                .filter(emit -> emit.firstInvoked() < position && mayBeBehind(emit, message))
                .count();
    }

    /** Whether one of them may have been stored before a place in the history, and between two messages. */
    boolean mayLieBetween(Logged one, Logged other, int position) {
        return emits.stream()
                .anyMatch(emit ->
                        emit.firstInvoked() < Math.min(position, other.acknowledged()) && mayBeBehind(emit, one));
    }

    /** Whether one of them may have been at the end of the log when a fault took that away. */
    boolean mayBeTakenBy(SetBack setBack) {
        return emits.stream()
                .anyMatch(emit -> emit.firstInvoked() < setBack.reaches() && !setBack.spares(storedAt(emit)));
    }

    private boolean mayBeBehind(Emit emit, Logged message) {
        return message.emit() == null
                || storedAt(emit) >= message.emit().attempts.get(0).invokedAt;
    }

    /** By when it was stored, if it was. */
    private long storedAt(Emit emit) {
        long failedAt = emit.failedAt();
        return failedAt == Long.MAX_VALUE ? failedAt : failedAt + requestMicros;
    }
}
