package dev.realtime4j.codec;

import java.nio.charset.StandardCharsets;

/**
 * Data that is JSON already. Validated once, when it is made, and never parsed and printed again: member order and the
 * digits of numbers survive (Rule N3). Immutable; make one and emit it as often as you like.
 */
public final class RawJson {
    private final byte[] bytes;

    private RawJson(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes JSON text.
     *
     * @param json exactly one JSON value (RFC 8259), nested at most 1,000 levels deep
     * @return the value; line breaks between its tokens become spaces
     * @throws JsonMismatchException if it is not one JSON value; the message says where
     */
    public static RawJson of(String json) {
        return new RawJson(JsonText.validated(JsonText.utf8(json)));
    }

    /**
     * Takes JSON in UTF-8.
     *
     * @param json exactly one JSON value, as in {@link #of(String)}; copied
     * @return the value
     * @throws JsonMismatchException if it is not one JSON value in well-formed UTF-8
     */
    public static RawJson of(byte[] json) {
        return new RawJson(JsonText.validated(json == null ? null : json.clone()));
    }

    /**
     * Takes JSON in UTF-8 without copying it: for a backend, whose messages come in arrays of their own.
     *
     * @param json exactly one JSON value, as in {@link #of(String)}; belongs to the value from now on, so nobody may change it
     * @return the value, whose {@link #bytes()} are this array
     * @throws JsonMismatchException if it is not one JSON value in well-formed UTF-8; the array is as it was then
     */
    public static RawJson wrap(byte[] json) {
        return new RawJson(JsonText.validated(json));
    }

    /**
     * The value in UTF-8.
     *
     * @return the bytes themselves, not a copy: not to be changed
     */
    public byte[] bytes() {
        return bytes;
    }

    /** The value as JSON text. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
