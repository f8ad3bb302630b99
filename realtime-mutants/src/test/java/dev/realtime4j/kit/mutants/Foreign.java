package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Gives the in-memory store records of foreign writers, and skips them as Rule F4 asks for. */
class Foreign implements Transport {
    /** No name of an event. */
    private static final String EVENT = "foreign record";

    private final Transport next;

    Foreign(Transport next) {
        this.next = next;
    }

    static void plant(Transport raw, String channel) {
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 3; i++) {
            var unused = raw.append(channel, new Entry(EVENT, json, null));
        }
    }

    static boolean is(StoredEntry entry) {
        return entry.event().equals(EVENT);
    }

    /** Shows a page as readers are to see it. */
    Page seen(ReadRequest request, Page page) {
        return Broken.with(
                page, page.entries().stream().filter(entry -> !is(entry)).toList());
    }

    @Override
    public final CompletionStage<MessageId> append(String channel, Entry entry) {
        return next.append(channel, entry);
    }

    @Override
    public final CompletionStage<Page> read(String channel, ReadRequest request) {
        return next.read(channel, request).thenApply(page -> seen(request, page));
    }

    @Override
    public final CompletionStage<Tail> listen(String channel, Sink sink) {
        return next.listen(channel, new BrokenSink(sink) {
            private boolean skipped;

            @Override
            public void entry(StoredEntry entry, @Nullable MessageId previous) {
                if (is(entry)) {
                    skipped = true;
                } else {
                    next.entry(entry, skipped ? null : previous);
                    skipped = false;
                }
            }
        });
    }

    @Override
    public final void close() {
        next.close();
    }
}
