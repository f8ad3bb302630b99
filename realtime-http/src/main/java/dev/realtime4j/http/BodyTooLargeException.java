package dev.realtime4j.http;

/** The body of a request is longer than allowed. */
public final class BodyTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param maxBytes the most that is allowed
     */
    public BodyTooLargeException(int maxBytes) {
        super("The body is longer than the " + maxBytes + " bytes allowed");
    }
}
