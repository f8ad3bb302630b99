package dev.realtime4j.engine;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.ReadRequest;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks the backend for a channel's head. Many may ask at once: they share a request, but only one that starts after their
 * call, since an older answer may lie before a message whose emit has returned already.
 */
final class HeadQuestion {
    private final Core core;
    private final String channel;
    private @Nullable CompletableFuture<MessageId> next;
    private boolean asking;

    HeadQuestion(Core core, String channel) {
        this.core = core;
        this.channel = channel;
    }

    CompletableFuture<MessageId> ask() {
        CompletableFuture<MessageId> answer;
        synchronized (this) {
            if (next != null) {
                return next;
            }
            answer = new CompletableFuture<>();
            next = answer;
            if (asking) {
                return answer;
            }
            asking = true;
        }
        askNext();
        return answer;
    }

    private synchronized @Nullable CompletableFuture<MessageId> takeNext() {
        CompletableFuture<MessageId> taken = next;
        next = null;
        asking = taken != null;
        return taken;
    }

    private void askNext() {
        CompletableFuture<MessageId> answer = takeNext();
        if (answer == null) {
            return;
        }
        core.read(channel, ReadRequest.head()).whenComplete((page, failure) -> {
            if (page != null) {
                answer.complete(page.head());
            } else {
                answer.completeExceptionally(
                        failure != null ? failure : new RealtimeException("No answer", null, true));
            }
            askNext();
        });
    }
}
