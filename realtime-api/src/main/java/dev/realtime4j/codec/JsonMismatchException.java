package dev.realtime4j.codec;

import org.jspecify.annotations.Nullable;

/** A value cannot be printed as JSON, or JSON does not fit the wanted type. */
public final class JsonMismatchException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    /** Where in the data the fault lies. */
    private final String path;

    /**
     * Makes an exception.
     *
     * @param path where in the data, in the form {@code $.user.name}; {@code $} is the whole
     * @param reason what does not fit, in one line
     * @param cause the library's exception, if there is one
     */
    public JsonMismatchException(String path, String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.path = path;
    }

    /**
     * Where in the data the fault lies.
     *
     * @return a path in the form {@code $.user.name}
     */
    public String path() {
        return path;
    }
}
