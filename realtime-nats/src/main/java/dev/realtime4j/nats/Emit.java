package dev.realtime4j.nats;

import dev.realtime4j.MessageId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One emit on its way: what is sent, and what is to be told. Its mutable part is guarded by its line. */
final class Emit {
    final Group group;
    final String channel;
    final String subject;
    final String event;
    final byte[] body;
    final @Nullable String key;
    final long deadline;
    final CompletableFuture<MessageId> result = new CompletableFuture<>();

    /**
     * When it was sent for the last time: what waited for a stream to be made is not older than that, so that it is not taken
     * for a record of the one before.
     */
    long time;
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
}
