package dev.realtime4j.engine;

import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.StoredEntry;
import org.jspecify.annotations.Nullable;

/** What a forward page says of the messages that followed its cursor. */
final class Continuities {
    private Continuities() {}

    /**
     * The gap between a cursor and the first message shown of the page that was read after it, or null if there is none.
     * What is older than the channel's age bound is hidden, and therefore lost as well (Rule R2).
     */
    static @Nullable Gap gap(Core core, String channel, MessageId after, Page page) {
        long horizon = core.horizon(core.config().retention(channel).maxAge().toMillis());
        MessageId next = page.scannedTo();
        boolean hidden = false;
        for (StoredEntry entry : page.entries()) {
            if (entry.timestamp() >= horizon) {
                next = entry.id();
                break;
            }
            hidden = true;
        }
        return switch (page.continuity()) {
            case EXACT -> hidden ? new Gap(channel, after, next, Gap.Reason.TRIMMED) : null;
            case TRIMMED -> new Gap(channel, after, next, Gap.Reason.TRIMMED);
            case UNKNOWN -> new Gap(channel, after, next, hidden ? Gap.Reason.TRIMMED : Gap.Reason.UNKNOWN);
            case OTHER_LOG -> new Gap(channel, after, next, Gap.Reason.RESET);
        };
    }

    /**
     * Whether a page that was read after a place leads nowhere, so that it must not be asked for again at once.
     *
     * @param dueAtEnd whether there is something to do at the end of the log
     */
    static boolean isFruitless(Page read, MessageId from, boolean dueAtEnd) {
        return read.entries().isEmpty()
                && !(read.end() && dueAtEnd)
                && !read.scannedTo().isAfter(from)
                && (read.continuity() == Continuity.EXACT || read.scannedTo().equals(from));
    }
}
