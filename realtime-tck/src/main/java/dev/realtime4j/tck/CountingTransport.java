package dev.realtime4j.tck;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what the engine asks of a transport. */
final class CountingTransport implements Transport {
    final AtomicInteger appends = new AtomicInteger();
    /** Reads that may give entries. */
    final AtomicInteger reads = new AtomicInteger();
    /** Reads that ask for nothing but the head. */
    final AtomicInteger headReads = new AtomicInteger();

    final AtomicInteger listens = new AtomicInteger();
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> mostOpen = new ConcurrentHashMap<>();
    private final Transport delegate;

    CountingTransport(Transport delegate) {
        this.delegate = delegate;
    }

    /** Everything that was asked. */
    int calls() {
        return appends.get() + reads.get() + headReads.get() + listens.get();
    }

    /** Listeners that are open now, over all channels. */
    int open() {
        return open.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** The most listeners that were ever open at once on one channel. */
    int mostOpen(String channel) {
        AtomicInteger most = mostOpen.get(channel);
        return most == null ? 0 : most.get();
    }

    @Override
    public CompletionStage<MessageId> append(String channel, Entry entry) {
        appends.incrementAndGet();
        return delegate.append(channel, entry);
    }

    @Override
    public CompletionStage<Page> read(String channel, ReadRequest request) {
        (request.limit() == 0 ? headReads : reads).incrementAndGet();
        return delegate.read(channel, request);
    }

    @Override
    public CompletionStage<Tail> listen(String channel, Sink sink) {
        listens.incrementAndGet();
        AtomicInteger count = open.computeIfAbsent(channel, name -> new AtomicInteger());
        int now = count.incrementAndGet();
        mostOpen.computeIfAbsent(channel, name -> new AtomicInteger()).accumulateAndGet(now, Math::max);
        return delegate.listen(channel, sink)
                .whenComplete((tail, failure) -> {
                    if (failure != null) {
                        count.decrementAndGet();
                    }
                })
                .thenApply(tail -> new CountedTail(tail, count));
    }

    @Override
    public void close() {
        delegate.close();
    }

    private static final class CountedTail implements Tail {
        private final Tail tail;
        private final AtomicInteger count;
        private final AtomicBoolean closed = new AtomicBoolean();

        CountedTail(Tail tail, AtomicInteger count) {
            this.tail = tail;
            this.count = count;
        }

        @Override
        public MessageId head() {
            return tail.head();
        }

        @Override
        public Duration recheck() {
            return tail.recheck();
        }

        @Override
        public void close() {
            tail.close();
            if (closed.compareAndSet(false, true)) {
                count.decrementAndGet();
            }
        }
    }
}
