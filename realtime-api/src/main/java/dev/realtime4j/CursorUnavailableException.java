package dev.realtime4j;

/**
 * Messages after a cursor can no longer be had, and the caller asked to fail rather than be told a gap (Rule S5, {@link
 * SubscriptionOptions#failOnGap()}), or had no gap handler to tell it to ({@link Channel#publisher}).
 */
public final class CursorUnavailableException extends RealtimeException {
    private static final long serialVersionUID = 1L;
    private final transient Gap gap;

    /**
     * Makes an exception for a gap.
     *
     * @param gap what is missing, and where reading could go on
     */
    public CursorUnavailableException(Gap gap) {
        super(
                "Messages of channel \"" + gap.channel() + "\" after " + gap.after() + " can no longer be had ("
                        + gap.reason() + "); the next one that can is " + gap.next()
                        + ". Load the current state anew, or subscribe without failOnGap() to be told and go on.",
                null,
                false);
        this.gap = gap;
    }

    /**
     * What is missing, and where reading could go on.
     *
     * @return the gap; null only if this exception was serialized and read again
     */
    public Gap gap() {
        return gap;
    }
}
