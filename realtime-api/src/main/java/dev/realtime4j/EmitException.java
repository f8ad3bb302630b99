package dev.realtime4j;

import org.jspecify.annotations.Nullable;

/** An emit failed; {@link #stored()} says what is known of the message (Rule E5). */
public final class EmitException extends RealtimeException {
    private static final long serialVersionUID = 1L;
    /** What is known of the message. */
    private final Stored stored;

    /** What is known of a message whose emit failed. */
    public enum Stored {
        /** It is not stored and will not be. */
        NO,
        /** It may be stored: now, or within one further request timeout; never later, and never twice. */
        UNKNOWN
    }

    /**
     * Makes an exception.
     *
     * @param message what failed, where, and what to do next; never a secret
     * @param cause the driver's exception, if there is one
     * @param retryable whether the same emit may succeed later; where {@code stored} is unknown, only an idempotency key
     *     keeps a second attempt from storing the message twice
     * @param stored what is known of the message
     */
    public EmitException(String message, @Nullable Throwable cause, boolean retryable, Stored stored) {
        super(message, cause, retryable);
        this.stored = stored;
    }

    /**
     * Tells what is known of the message.
     *
     * @return whether it is known not to be stored, or unknown
     */
    public Stored stored() {
        return stored;
    }
}
