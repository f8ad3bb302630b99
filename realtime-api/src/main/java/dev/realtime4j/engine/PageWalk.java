package dev.realtime4j.engine;

import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads page after page, where each page says what to read next. It is a loop where the backend answers at once, for there may
 * be very many pages, and holds no thread where it does not.
 */
final class PageWalk {
    private final Core core;
    private final String channel;
    private final Step step;
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

    /** Takes a page. */
    @FunctionalInterface
    interface Step {
        /** Gives what to read next, or null at the end. */
        @Nullable
        ReadRequest next(ReadRequest asked, Page page);
    }

    private PageWalk(Core core, String channel, Step step) {
        this.core = core;
        this.channel = channel;
        this.step = step;
    }

    /** Completes when a step gives nothing to read next; fails as a read did, or with what a step has thrown. */
    static CompletableFuture<@Nullable Void> run(Core core, String channel, ReadRequest first, Step step) {
        PageWalk walk = new PageWalk(core, channel, step);
        walk.take(first, walk.read(first));
        return walk.end;
    }

    private CompletableFuture<Page> read(ReadRequest request) {
        return core.read(channel, request).toCompletableFuture();
    }

    private void take(ReadRequest first, CompletableFuture<Page> answer) {
        ReadRequest asked = first;
        CompletableFuture<Page> read = answer;
        try {
            while (read.isDone()) {
                ReadRequest next = step.next(asked, read.join());
                if (next == null) {
                    end.complete(null);
                    return;
                }
                asked = next;
                read = read(next);
            }
        } catch (RuntimeException | Error e) {
            end.completeExceptionally(e);
            return;
        }
        ReadRequest open = asked;
        CompletableFuture<Page> awaited = read;
        var unused = read.whenComplete((page, failure) -> take(open, awaited));
    }
}
