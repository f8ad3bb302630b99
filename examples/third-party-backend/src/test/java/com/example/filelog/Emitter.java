package com.example.filelog;

import dev.realtime4j.EmitException;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** A process of its own that emits, prints the id of each message that was acknowledged, and ends with a failure. */
final class Emitter {
    static final RealtimeConfig CONFIG = RealtimeConfig.builder()
            .retention(new Retention(1_000_000, Duration.ofHours(1)))
            .build();

    private Emitter() {}

    public static void main(String[] args) {
        FileTransport transport = FileTransport.open(Path.of(args[0]), CONFIG);
        Queue<CompletableFuture<?>> pending = new ArrayDeque<>();
        for (int i = 1; ; i++) {
            String json = "[" + i + ",\"" + "x".repeat(i % 500) + "\"]";
            pending.add(transport
                    .append(TestStore.CHANNEL, TestStore.entry(json, null))
                    .toCompletableFuture());
            if (pending.size() > 50) {
                try {
                    System.out.println(TestStore.await(pending.remove()));
                } catch (EmitException e) {
                    System.out.println(e.stored() + " " + e.getMessage());
                    return;
                }
            }
        }
    }
}
