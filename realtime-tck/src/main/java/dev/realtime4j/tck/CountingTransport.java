package dev.realtime4j.tck;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts what the engine asks of a transport. */
final class CountingTransport implements Transport {
    final AtomicInteger appends = new AtomicInteger();
    /** Reads that may give entries. */
    final AtomicInteger reads = new AtomicInteger();
    /** Reads that ask for nothing but the head. */
    final AtomicInteger headReads = new AtomicInteger();

    final AtomicInteger listens = new AtomicInteger();
    /** What listeners were told that has the engine read: that there may be more, or an entry without the one before it. */
    final AtomicInteger hints = new AtomicInteger();

    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> mostOpen = new ConcurrentHashMap<>();
    private final Transport delegate;
    private volatile @Nullable Queue<WeakReference<byte[]>> watched;

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

    /**
     * Looks from now on at every entry that passes upward, to tell how many of them are held above: what passes are copies,
     * so that a log which lives in this process does not count.
     */
    void watchEntries() {
        watched = new ConcurrentLinkedQueue<>();
    }

    /** How many of the copies that were passed on can still be reached. */
    int held() {
        System.gc();
        Queue<WeakReference<byte[]>> all = watched;
        return all == null
                ? 0
                : (int) all.stream().filter(data -> data.get() != null).count();
    }

    private StoredEntry watch(StoredEntry entry) {
        Queue<WeakReference<byte[]>> all = watched;
        if (all == null) {
            return entry;
        }
        byte[] copy = entry.json().clone();
        all.add(new WeakReference<>(copy));
        return new StoredEntry(entry.id(), entry.event(), copy, entry.timestamp());
    }

    @Override
    public CompletionStage<MessageId> append(String channel, Entry entry) {
        appends.incrementAndGet();
        return delegate.append(channel, entry);
    }

    @Override
    public CompletionStage<Page> read(String channel, ReadRequest request) {
        (request.limit() == 0 ? headReads : reads).incrementAndGet();
        CompletionStage<Page> read = delegate.read(channel, request);
        return watched == null
                ? read
                : read.thenApply(page -> new Page(
                        page.entries().stream().map(this::watch).toList(),
                        page.continuity(),
                        page.scannedTo(),
                        page.end(),
                        page.head()));
    }

    @Override
    public CompletionStage<Tail> listen(String channel, Sink sink) {
        listens.incrementAndGet();
        AtomicInteger count = open.computeIfAbsent(channel, name -> new AtomicInteger());
        int now = count.incrementAndGet();
        mostOpen.computeIfAbsent(channel, name -> new AtomicInteger()).accumulateAndGet(now, Math::max);
        return delegate.listen(channel, new CountingSink(sink))
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

    private final class CountingSink implements Sink {
        private final Sink sink;

        CountingSink(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void entry(StoredEntry entry, @Nullable MessageId previous) {
            hints.addAndGet(previous == null ? 1 : 0);
            sink.entry(watch(entry), previous);
        }

        @Override
        public void changed() {
            hints.incrementAndGet();
            sink.changed();
        }

        @Override
        public void interrupted(Throwable cause) {
            sink.interrupted(cause);
        }

        @Override
        public void restored() {
            sink.restored();
        }
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
