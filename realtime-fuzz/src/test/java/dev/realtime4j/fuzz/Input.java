package dev.realtime4j.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes the bytes of a fuzzer apart. What is not there any more reads as empty. Not safe for several threads. */
public final class Input {
    private static final byte END = (byte) 0xFF;

    private final byte[] bytes;
    private int at;

    /** Takes the bytes of one run. */
    public Input(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A number from 0 to less than a bound. */
    public int choice(int bound) {
        return at < bytes.length ? (bytes[at++] & 0xFF) % bound : 0;
    }

    /** Eight bytes as a number. */
    public long number() {
        long number = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            number = number << 8 | choice(256);
        }
        return number;
    }

    /** The bytes up to the next 0xFF, which is in no UTF-8, or to the end. */
    public byte[] part() {
        int start = at;
        while (at < bytes.length && bytes[at] != END) {
            at++;
        }
        byte[] part = Arrays.copyOfRange(bytes, start, at);
        at = Math.min(at + 1, bytes.length);
        return part;
    }

    /** The next part as text. */
    public String text() {
        return new String(part(), StandardCharsets.UTF_8);
    }

    /** All that is left. */
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, at, bytes.length);
        at = bytes.length;
        return rest;
    }

    /** Whether something is left. */
    public boolean hasMore() {
        return at < bytes.length;
    }

    /** Fails the run if something does not hold. */
    public static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
