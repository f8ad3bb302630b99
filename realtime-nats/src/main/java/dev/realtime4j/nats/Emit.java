package dev.realtime4j.nats;

import dev.realtime4j.MessageId;
import io.nats.client.impl.Headers;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One emit on its way: what is sent, and what is to be told. Its mutable part is guarded by its line. */
final class Emit {
    final String channel;
    final String subject;
    final Headers headers;
    final byte[] body;
    final long time;
    final @Nullable String key;
    final long deadline;
    final CompletableFuture<MessageId> result = new CompletableFuture<>();

    /** Its number among what was sent over its line. */
    long ticket;
    /** When it may be sent again, of {@link System#nanoTime}. */
    long nextAttempt;

    int attempts;
    /** Why the last attempt has failed, and whether it may have been stored nevertheless. */
    String reason = "it was not sent";

    boolean mayBeStored;

    Emit(String channel, String subject, Headers headers, byte[] body, long time, @Nullable String key, long deadline) {
        this.channel = channel;
        this.subject = subject;
        this.headers = headers;
        this.body = body;
        this.time = time;
        this.key = key;
        this.deadline = deadline;
    }
}
