package dev.realtime4j.engine;

import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import org.jspecify.annotations.Nullable;

/** What a subscription has lost and was not told yet (Rule S10). Changed by its loop alone, read by any thread. */
final class Loss {
    private volatile @Nullable MessageId after;
    private Gap.Reason reason = Gap.Reason.TRIMMED;

    /** Whether there is none; for the loop. */
    boolean isNone() {
        return after == null;
    }

    /** The place before it, or null if there is none. */
    @Nullable
    MessageId after() {
        return after;
    }

    /** Notes one behind a place: several that follow each other are one, and a reset outweighs the others. */
    void add(MessageId place, Gap.Reason why) {
        if (after == null || why == Gap.Reason.RESET) {
            reason = why;
        }
        if (after == null) {
            after = place;
        }
    }

    /** What is to be told of it before the message that follows, or null if there is none. */
    @Nullable
    Gap gap(String channel, MessageId next) {
        MessageId before = after;
        return before == null ? null : new Gap(channel, before, next, reason);
    }

    /** It was told. */
    void told() {
        after = null;
    }
}
