package dev.realtime4j.chaos.history;

/** What the faults of a run have to bring about: a run without it proves nothing. */
public enum Exercise {
    /** Faults that began and ended. */
    FAULTS,
    /** Emits that a fault has hit on their way, so that their outcome is unknown. */
    BROKEN_EMITS,
    /** Emits whose outcome their caller was not told, for whatever reason. */
    UNKNOWN_OUTCOMES,
    /** Emits that were tried again with the same key. */
    RETRIES,
    /** Messages that the live path had not told and a read has found. */
    HEALS,
    /** Reads of subscriptions that had fallen behind what is held in memory. */
    READS_FROM_LOG,
    /** Subscriptions that went on after a cursor and were given messages. */
    RESUMES,
    /** Gaps told, shown to be true. */
    TRUE_GAPS,
    /** True gaps of a subscription that was reading: its next message was trimmed under it. */
    OVERTAKEN_READERS,
    /** Resets told, shown to be true. */
    RESETS,
    /** Streams over HTTP that were connected again, went on by the id of their last event and were given messages. */
    HTTP_RESUMES,
    /** What handlers have thrown and error handlers were told. */
    HANDLER_FAILURES
}
