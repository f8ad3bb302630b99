package dev.realtime4j.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The streams that are open, and how many there may be. Safe for any threads. */
final class Streams {
    private final Settings settings;
    private final Map<EventStream, StreamInfo> open = new ConcurrentHashMap<>();
    private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();
    private final AtomicInteger admitted = new AtomicInteger();
    private final Set<Opening> openings = ConcurrentHashMap.newKeySet();
    private volatile @Nullable CountDownLatch empty;

    Streams(Settings settings) {
        this.settings = settings;
    }

    /** Reserves a place for a stream, to be given back by {@link #leave}; null, or why there is none. */
    @Nullable
    Reply admit(String address) {
        if (empty != null) {
            return Errors.reply(503, "closing", "The server is closing; connect again")
                    .with("Retry-After", "1");
        }
        if (admitted.incrementAndGet() > settings.maxStreams()) {
            admitted.decrementAndGet();
            return Errors.reply(
                            503, "too_many_streams", "All " + settings.maxStreams() + " streams are taken; try later")
                    .with("Retry-After", "10");
        }
        if (perAddress.merge(address, 1, Integer::sum) > settings.maxStreamsPerAddress()) {
            leave(address);
            return Errors.reply(
                            429,
                            "too_many_streams",
                            "One address may have " + settings.maxStreamsPerAddress()
                                    + " streams; close some, or put several channels on one stream")
                    .with("Retry-After", "10");
        }
        return null;
    }

    void leave(String address) {
        perAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        CountDownLatch closing = empty;
        if (admitted.decrementAndGet() == 0 && closing != null) {
            closing.countDown();
        }
    }

    /** To be called before it is decided who a client is. */
    Opening opening() {
        Opening opening = new Opening();
        openings.add(opening);
        return opening;
    }

    /**
     * A stream whose client is being decided on. Whoever is disconnected meanwhile was perhaps let in by what was true
     * before, and must ask again as well.
     */
    final class Opening implements AutoCloseable {
        private final Queue<Predicate<? super StreamInfo>> disconnected = new ConcurrentLinkedQueue<>();

        /** The stream is there, and is found by who disconnects or drains from now on. */
        void add(EventStream stream, StreamInfo info) {
            open.put(stream, info);
            close();
            if (empty != null || disconnected.stream().anyMatch(which -> isMeant(which, info))) {
                stream.finish(null);
            }
        }

        /** Who cannot be judged asks again, which loses nothing. */
        private static boolean isMeant(Predicate<? super StreamInfo> which, StreamInfo info) {
            try {
                return which.test(info);
            } catch (RuntimeException e) {
                return true;
            }
        }

        @Override
        public void close() {
            openings.remove(this);
        }
    }

    void remove(EventStream stream) {
        open.remove(stream);
    }

    int count() {
        return open.size();
    }

    List<StreamInfo> list() {
        return List.copyOf(open.values());
    }

    void tick() {
        long now = System.nanoTime();
        open.keySet().forEach(stream -> stream.tick(now));
    }

    int disconnect(Predicate<? super StreamInfo> which) {
        openings.forEach(opening -> opening.disconnected.add(which)); // first: what is not among them is open
        int count = 0;
        for (Map.Entry<EventStream, StreamInfo> entry : open.entrySet()) {
            if (which.test(entry.getValue())) {
                entry.getKey().finish(null);
                count++;
            }
        }
        return count;
    }

    /** Takes no stream more, has all clients connect again within a time, and waits until they have gone or as long again. */
    void drain(Duration spread) {
        CountDownLatch none = new CountDownLatch(1);
        empty = none;
        List<EventStream> left = new ArrayList<>(open.keySet());
        Collections.shuffle(left);
        long start = System.nanoTime();
        boolean patient = true;
        for (int i = 0; i < left.size(); i++) {
            long due = start + spread.toNanos() * i / left.size();
            patient = patient && !awaitUntil(none, due);
            left.get(i).finish(null);
        }
        if (admitted.get() > 0 && patient) {
            boolean unused = awaitUntil(none, start + 2 * spread.toNanos());
        }
        open.keySet().forEach(EventStream::abort);
    }

    /** Waits until a time or until no stream is left; true if this thread was interrupted. */
    private static boolean awaitUntil(CountDownLatch none, long due) {
        try {
            boolean unused = none.await(due - System.nanoTime(), TimeUnit.NANOSECONDS);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
