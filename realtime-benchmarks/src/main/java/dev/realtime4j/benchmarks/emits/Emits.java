package dev.realtime4j.benchmarks.emits;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import dev.realtime4j.codec.RawJson;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Emits to channels in turn, and gives how many a second were acknowledged. Used by one thread at a time. */
public final class Emits {
    private final List<Channel> channels;
    private final RawJson json;

    /**
     * Makes it.
     *
     * @param realtime what is measured
     * @param channels the names of the channels
     * @param json the data of each message, already encoded
     */
    public Emits(Realtime realtime, List<String> channels, byte[] json) {
        this.channels = channels.stream().map(realtime::channel).toList();
        this.json = RawJson.of(json);
    }

    /**
     * Waits for each emit.
     *
     * @param messages how many
     * @return how many a second
     */
    public double oneByOne(int messages) {
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            channels.get(i % channels.size()).emit("e", json);
        }
        return perSecond(messages, start);
    }

    /**
     * Has so many emits under way at a time.
     *
     * @param messages how many
     * @param window how many are under way
     * @return how many a second
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalStateException if an emit has failed
     */
    public double underWay(int messages, int window) throws InterruptedException {
        Semaphore places = new Semaphore(window);
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            places.acquire();
            var unused = channels.get(i % channels.size()).emitAsync("e", json).whenComplete((id, failure) -> {
                if (failure != null) {
                    failed.set(failure);
                }
                places.release();
            });
        }
        places.acquire(window);
        if (failed.get() != null) {
            throw new IllegalStateException("An emit has failed", failed.get());
        }
        return perSecond(messages, start);
    }

    /**
     * A rate.
     *
     * @param messages how many messages
     * @param start when the first began, by {@link System#nanoTime()}
     * @return how many a second
     */
    public static double perSecond(int messages, long start) {
        return messages * 1e9 / (System.nanoTime() - start);
    }
}
