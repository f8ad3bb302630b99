package dev.realtime4j.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.args.Rawable;

/**
 * An argument of a command, as its bytes: encoded once and not copied, where the driver's own are copied twice for every
 * command. Immutable.
 */
final class Argument implements Rawable {
    private final byte[] bytes;

    private Argument(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes bytes, which nobody changes from now on. */
    static Argument of(byte[] bytes) {
        return new Argument(bytes);
    }

    static Argument of(String text) {
        return new Argument(text.getBytes(StandardCharsets.UTF_8));
    }

    static Argument of(long number) {
        return of(Long.toString(number));
    }

    @Override
    public byte[] getRaw() {
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Argument argument && Arrays.equals(bytes, argument.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
