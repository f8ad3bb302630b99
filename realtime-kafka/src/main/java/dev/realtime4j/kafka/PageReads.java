package dev.realtime4j.kafka;

import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Has pages read. Who asks for what somebody else has asked for and no reader has begun with shares the answer, so ten thousand
 * who ask for one channel at once cost a few reads. Safe for any threads.
 */
final class PageReads {
    private final Readers readers;
    private final ConcurrentMap<Question, CompletableFuture<Page>> waiting = new ConcurrentHashMap<>();

    private record Question(PartitionLog log, String channel, ReadRequest request) {}

    PageReads(Readers readers) {
        this.readers = readers;
    }

    /** Reads a page; the tail has reached the end that was asked for. */
    CompletableFuture<Page> read(PartitionLog log, String channel, ReadRequest request, long deadline) {
        Question question = new Question(log, channel, request);
        CompletableFuture<Page> answer = new CompletableFuture<>();
        CompletableFuture<Page> shared = waiting.putIfAbsent(question, answer);
        if (shared != null) {
            return shared;
        }
        readers.run(reader -> {
                    // From here on a page may lack what is stored later.
                    waiting.remove(question);
                    return new PageReader(log, channel, reader, deadline).read(request);
                })
                .whenComplete((page, failure) -> {
                    waiting.remove(question, answer);
                    if (failure == null) {
                        answer.complete(page);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
        return answer;
    }
}
