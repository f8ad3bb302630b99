package dev.realtime4j.spi;

/** What lies between the cursor of a forward read and its first entry, judged within that very read. */
public enum Continuity {
    /** Nothing is missing: the first entry is the one that followed the cursor. Also when no cursor was given. */
    EXACT,
    /** At least one entry that followed the cursor is no longer shown; the page starts with the oldest that is. */
    TRIMMED,
    /**
     * The cursor does not belong to this log, or lies behind its end: the log was recreated, set back or has lost its tail.
     * The page is empty, and {@link Page#scannedTo()} is the newest place known to be common to both logs, or {@link
     * dev.realtime4j.MessageId#BEGINNING}.
     */
    OTHER_LOG,
    /**
     * The cursor is older than twice {@code maxAge} and the backend cannot tell; the page starts with the oldest entry
     * shown. Never for a younger cursor (Rule R4).
     */
    UNKNOWN
}
