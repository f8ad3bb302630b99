package dev.realtime4j.redis;

import dev.realtime4j.EmitException;
import dev.realtime4j.RealtimeException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisProtocolNotSupportedException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/** Makes the exceptions that this library documents of those of the driver. */
final class Failures {
    /** Error codes after which the same call fails again, unless somebody changes something. */
    private static final Set<String> LASTING = Set.of("NOAUTH", "NOPERM", "WRONGPASS", "WRONGTYPE", "ERR");

    /** Error codes of a node of a cluster that does not carry a request out, and may do so later, or another one may. */
    private static final Set<String> PASSING = Set.of("CLUSTERDOWN", "TRYAGAIN", "LOADING", "MASTERDOWN", "READONLY");

    private static final Map<String, String> HINTS = Map.of(
            "NOAUTH", "the server asks for a password: give it in the URL, as in redis://:password@host",
            "NOPERM", "the user lacks a permission: see the ACL rules in docs/redis.md",
            "WRONGPASS", "check the user and the password of the URL",
            "WRONGTYPE", "the channel's key holds something else: use another redis.key-prefix or another channel",
            "OOM", "the server has reached maxmemory",
            "LATE", "the message reached the server too late and was refused there",
            "MISCONF", "the server cannot save its data to disk",
            "READONLY", "the server has become a replica",
            "LOADING", "the server is loading its data",
            "BUSY", "the server runs a script that does not end: SCRIPT KILL ends it");

    private Failures() {}

    /** The code that an error reply starts with, such as {@code WRONGTYPE}. */
    static String code(JedisDataException error) {
        String text = String.valueOf(error.getMessage());
        int end = text.indexOf(' ');
        return end < 0 ? text : text.substring(0, end);
    }

    /** The scripts are gone, or the server is not the master any more: to be put right by connecting anew. */
    static boolean endsConnection(JedisDataException error) {
        String code = code(error);
        return code.equals("NOSCRIPT") || code.equals("READONLY");
    }

    /** Whether an error of a node of a cluster says that a request was not carried out, and may be elsewhere or later. */
    static boolean isPassing(JedisDataException error) {
        return error instanceof JedisRedirectionException || PASSING.contains(code(error));
    }

    static boolean isRetryable(Throwable cause) {
        if (cause instanceof JedisProtocolNotSupportedException) {
            return false;
        }
        return !(cause instanceof JedisDataException error)
                || !LASTING.contains(code(error))
                || String.valueOf(error.getMessage()).contains("max number of clients");
    }

    static RealtimeException connecting(HostAndPort address, Throwable cause) {
        boolean retryable = isRetryable(cause);
        return new RealtimeException(
                "Cannot connect to Redis at " + address + ": " + described(cause), cause, retryable);
    }

    static RealtimeException request(String what, Throwable cause) {
        boolean retryable = isRetryable(cause);
        return new RealtimeException(what + " failed: " + described(cause), cause, retryable);
    }

    static EmitException emit(String channel, Throwable cause, EmitException.Stored stored) {
        boolean retryable = isRetryable(cause);
        String state = stored == EmitException.Stored.NO
                ? "; the message is not stored"
                : "; whether the message is stored is not known: to emit it again safely, use an idempotency key";
        return new EmitException(
                "Emitting to channel \"" + channel + "\" failed: " + described(cause) + state,
                cause,
                retryable,
                stored);
    }

    /** The messages of an exception and of its causes, and what to do next where that is known. */
    private static String described(Throwable cause) {
        StringBuilder text = new StringBuilder();
        for (Throwable e = cause; e != null; e = e.getCause()) {
            String message =
                    String.valueOf(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
            if (text.indexOf(message) < 0) {
                text.append(text.isEmpty() ? "" : ": ").append(message);
            }
        }
        String hint = text.indexOf("unknown command") < 0
                ? hint(cause)
                : "needed is Redis 7.0 or newer with all of its commands";
        return hint == null ? text.toString() : text + " (" + hint + ")";
    }

    private static @Nullable String hint(Throwable cause) {
        return cause instanceof JedisDataException error ? HINTS.get(code(error)) : null;
    }
}
