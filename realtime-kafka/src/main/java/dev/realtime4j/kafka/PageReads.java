package dev.realtime4j.kafka;

import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has pages read. Who asks for what somebody else has asked for and no reader has begun with shares the answer, so ten thousand
 * who ask for one channel at once cost a few reads. Safe for any threads.
 */
final class PageReads {
    private final Readers readers;
    private final ConcurrentHashMap<Question, Answer> waiting = new ConcurrentHashMap<>();

    private record Question(PartitionLog log, String channel, ReadRequest request) {}

    /** What several may wait for: as long as the one of them who waits longest. */
    private static final class Answer extends CompletableFuture<Page> {
        private volatile long deadline;

        Answer(long deadline) {
            this.deadline = deadline;
        }

        Answer until(long other) {
            if (other - deadline > 0) {
                deadline = other;
            }
            return this;
        }
    }

    PageReads(Readers readers) {
        this.readers = readers;
    }

    /** Reads a page; the tail has reached the end that was asked for. */
    CompletableFuture<Page> read(PartitionLog log, String channel, ReadRequest request, long deadline) {
        Question question = new Question(log, channel, request);
        Answer answer = new Answer(deadline);
        Answer shared = waiting.compute(question, (same, other) -> other == null ? answer : other.until(deadline));
        if (shared != answer) {
            return shared;
        }
        readers.run(reader -> {
                    // From here on a page may lack what is stored later, and nobody raises the deadline any more.
                    waiting.remove(question);
                    return new PageReader(log, channel, reader, answer.deadline).read(request);
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
