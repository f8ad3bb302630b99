package dev.realtime4j.examples;

import dev.realtime4j.Channel;
import dev.realtime4j.EventType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SlowHandlerTest extends Example {
    static final EventType<String> MESSAGE = EventType.of("chat.message", String.class);
    private final CountDownLatch open = new CountDownLatch(1);

    @Test
    void theNextMessageWaitsForTheStage() {
        Channel room = realtime.channel("room-1");
        // tag::async[]
        room.subscribe(options -> options.onAsync(MESSAGE, message -> translate(message.data()))
                .onError(failure -> show("failed: " + failure.getMessage())));
        // end::async[]
        Channel other = realtime.channel("room-2");
        other.subscribe(MESSAGE, message -> show("room-2: " + message.data()));

        room.emit(MESSAGE, "one");
        room.emit(MESSAGE, "?");
        room.emit(MESSAGE, "two");
        other.emit(MESSAGE, "not held up");
        assertShown("room-2: not held up");
        open.countDown();
        assertShown("room-2: not held up", "uno", "failed: no such word: ?", "dos");
    }

    private CompletionStage<Void> translate(String word) {
        return CompletableFuture.runAsync(() -> {
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            switch (word) {
                case "one" -> show("uno");
                case "two" -> show("dos");
                default -> throw new IllegalArgumentException("no such word: " + word);
            }
        });
    }
}
