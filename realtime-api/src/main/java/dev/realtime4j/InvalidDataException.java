package dev.realtime4j;

import org.jspecify.annotations.Nullable;

/**
 * Data does not fit: it is not JSON, larger than allowed, not of its event's declared type, or its event is not declared
 * in strict mode. Thrown before any I/O: nothing is stored (Rules N4, N5, E7); and when a typed handler reads data that
 * somebody else stored in another form.
 */
public final class InvalidDataException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    /** The event's name. */
    private final String event;
    /** Where in the data the fault lies. */
    private final String path;

    /**
     * Makes an exception.
     *
     * @param event the event's name
     * @param path where in the data, in the form {@code $.user.name}; {@code $} is the whole
     * @param reason what does not fit and what is allowed
     * @param cause the codec's exception, if there is one
     */
    public InvalidDataException(String event, String path, String reason, @Nullable Throwable cause) {
        super("Data of event \"" + event + "\" at " + path + ": " + reason, cause);
        this.event = event;
        this.path = path;
    }

    /**
     * The event whose data does not fit.
     *
     * @return its name
     */
    public String event() {
        return event;
    }

    /**
     * Where in the data the fault lies.
     *
     * @return a path in the form {@code $.user.name}; {@code $} is the whole
     */
    public String path() {
        return path;
    }
}
