package dev.realtime4j.nats;

import dev.realtime4j.MessageId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One emit on its way: what is sent, and what is to be told. Its mutable part is guarded by its line. */
final class Emit {
    /** What is on its way when time is up must come before the key is forgotten, too. */
    private static final long KEY_HOLDS_NANOS = Group.KEYS.minusSeconds(20).toNanos();

    final Group group;
    final String channel;
    final String subject;
    final String event;
    final byte[] body;
    final @Nullable String key;
    final CompletableFuture<MessageId> result = new CompletableFuture<>();

    /**
     * When it was sent for the last time: what waited for a stream to be made is not older than that, so that it is not taken
     * for a record of the one before.
     */
    long time;
    /** When it fails at the latest, of {@link System#nanoTime}. */
    long deadline;
    /** When it was sent for the first time, of {@link System#nanoTime}; null if it was not. */
    @Nullable
    Long firstSent;
    /** Its number among what was sent over its line. */
    long ticket;
    /** When it may be sent again, of {@link System#nanoTime}. */
    long nextAttempt;

    int attempts;
    /** Why the last attempt has failed, and whether it may have been stored nevertheless. */
    String reason = "it was not sent";

    boolean mayBeStored;

    Emit(Group group, String channel, String event, byte[] body, @Nullable String key, long deadline) {
        this.group = group;
        this.channel = channel;
        this.subject = group.subject(channel);
        this.event = event;
        this.body = body;
        this.key = key;
        this.deadline = deadline;
    }

    /** It may be stored: it can be sent again only as long as the stream surely knows its key. */
    void mayBeStored() {
        mayBeStored = true;
        if (firstSent != null && firstSent + KEY_HOLDS_NANOS - deadline < 0) {
            deadline = firstSent + KEY_HOLDS_NANOS;
        }
    }
}
