package dev.realtime4j.chaos.check;

import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.chaos.history.Operation.EmitInvoked;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message of the run, with all attempts to emit it. Positions are places in the history. */
final class Emit {
    static final int NEVER = Integer.MAX_VALUE;

    final EmitInvoked first;
    final List<Attempt> attempts = new ArrayList<>();

    Emit(EmitInvoked first) {
        this.first = first;
    }

    /** One attempt. */
    static final class Attempt {
        final int invoked;
        final long invokedAt;
        int answered = NEVER;
        long answeredAt = Long.MAX_VALUE;

        @Nullable
        MessageId id;

        EmitException.@Nullable Stored failed;

        Attempt(int invoked, long invokedAt) {
            this.invoked = invoked;
            this.invokedAt = invokedAt;
        }
    }

    String value() {
        return first.value();
    }

    String channel() {
        return first.channel();
    }

    boolean keyed() {
        return first.key() != null;
    }

    int firstInvoked() {
        return attempts.get(0).invoked;
    }

    int lastInvoked() {
        return attempts.get(attempts.size() - 1).invoked;
    }

    /** The first acknowledgement, or {@link #NEVER}. */
    int acknowledged() {
        return attempts.stream()
                .filter(it -> it.id != null)
                .mapToInt(it -> it.answered)
                .min()
                .orElse(NEVER);
    }

    long acknowledgedAt() {
        return attempts.stream()
                .filter(it -> it.id != null)
                .mapToLong(it -> it.answeredAt)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** When the last attempt had failed, if all did. */
    long failedAt() {
        return attempts.stream()
                .mapToLong(it -> it.failed == null ? Long.MAX_VALUE : it.answeredAt)
                .max()
                .orElse(Long.MAX_VALUE);
    }

    /** Whether it may be in the log: unless every attempt is known to have stored nothing. */
    boolean mayBeStored() {
        return attempts.stream().anyMatch(it -> it.failed != EmitException.Stored.NO);
    }
}
