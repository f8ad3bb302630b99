package dev.realtime4j;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.realtime4j.engine.Names;

/**
 * The id of a message and, at the same time, the cursor just after it: the place in its channel's log.
 *
 * <p>Printed as two decimal numbers, {@code major-minor}; compared by the first, then by the second (Rule E4). Within one
 * log ids strictly increase (Rule E2). What the numbers mean is the backend's affair: only order and identity count.
 *
 * @param major the first number, 0 or more
 * @param minor the second number, 0 or more
 */
public record MessageId(long major, long minor) implements Comparable<MessageId> {

    /** {@code 0-0}: the beginning of every log, before its first message, on every backend. */
    public static final MessageId BEGINNING = new MessageId(0, 0);

    /**
     * Makes an id of its two numbers.
     *
     * @param major the first number
     * @param minor the second number
     * @throws IllegalArgumentException if one of them is negative
     */
    public MessageId {
        if (major < 0 || minor < 0) {
            throw new IllegalArgumentException(
                    "A message id has two numbers of 0 or more, got " + major + " and " + minor);
        }
    }

    /**
     * Reads an id from its text form.
     *
     * @param text two decimal numbers of at most 19 digits with a hyphen between, such as {@code 1795344400518-0}
     * @return the id
     * @throws IllegalArgumentException if the text has another form or a number above {@link Long#MAX_VALUE} (Rule N5)
     */
    @JsonCreator
    public static MessageId parse(String text) {
        int hyphen = text == null ? -1 : text.indexOf('-');
        if (hyphen < 1 || hyphen == text.length() - 1 || text.length() > 39) {
            throw malformed(text);
        }
        return new MessageId(number(text, 0, hyphen), number(text, hyphen + 1, text.length()));
    }

    private static long number(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                throw malformed(text);
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static IllegalArgumentException malformed(String text) {
        String shown = text == null ? "null" : Names.shown(text);
        return new IllegalArgumentException(
                "Not a message id: " + shown
                        + ". An id is two decimal numbers with a hyphen between, such as 1795344400518-0; 0-0 is the beginning.");
    }

    /**
     * Tells whether this place lies behind another one of the same log.
     *
     * @param other the other place
     * @return true if this id is greater
     */
    public boolean isAfter(MessageId other) {
        return major > other.major || (major == other.major && minor > other.minor);
    }

    @Override
    public int compareTo(MessageId other) {
        int byMajor = Long.compare(major, other.major);
        return byMajor != 0 ? byMajor : Long.compare(minor, other.minor);
    }

    /** The text form that {@link #parse} reads; also how an id is printed as JSON. */
    @Override
    @JsonValue
    public String toString() {
        return major + "-" + minor;
    }
}
