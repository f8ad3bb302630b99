package dev.realtime4j.benchmarks.latency;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Sends messages at a fixed rate, whether or not those before have come, over 100 channels in turn. How long one took counts
 * from when it was due, so what holds up the sender counts, too. Safe for any threads.
 */
public final class OpenLoop {
    /** How many channels there are. */
    public static final int CHANNELS = 100;

    private static final int PATIENCE_SECONDS = 60;
    private static final String FILL = " " + "The quick brown fox jumps over the dog. ".repeat(4);

    private final int perSecond;
    private final long[] due;
    private final AtomicIntegerArray came;
    private final CountDownLatch left;
    private final Histogram nanos = new ConcurrentHistogram(3);

    /** Sends a message without waiting for it. */
    @FunctionalInterface
    public interface Sender {
        /**
         * Sends.
         *
         * @param channel the number of the channel
         * @param json the data
         * @throws Exception if it cannot be sent
         */
        void send(int channel, byte[] json) throws Exception;
    }

    /**
     * Makes a run.
     *
     * @param perSecond how many messages a second are sent
     * @param messages how many in all
     */
    public OpenLoop(int perSecond, int messages) {
        this.perSecond = perSecond;
        this.due = new long[messages];
        this.came = new AtomicIntegerArray(messages);
        this.left = new CountDownLatch(messages);
    }

    /**
     * How many messages are sent.
     *
     * @return the number
     */
    public int messages() {
        return due.length;
    }

    /**
     * Takes a message that has come.
     *
     * @param json its data
     */
    public void received(byte[] json) {
        long now = System.nanoTime();
        int number = 0;
        for (int i = 1; json[i] != ' '; i++) {
            number = number * 10 + json[i] - '0';
        }
        came.incrementAndGet(number);
        nanos.recordValue(Math.max(0, now - due[number]));
        left.countDown();
    }

    /**
     * Takes a message that has come.
     *
     * @param json its data
     */
    public void received(String json) {
        received(json.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Sends all messages, and waits until all have come.
     *
     * @param sender sends each of them
     * @return how long they took, in ns
     * @throws Exception if the sender throws it
     * @throws IllegalStateException if a message has not come within a minute, or came twice
     */
    public Histogram run(Sender sender) throws Exception {
        long start = System.nanoTime();
        double step = 1e9 / perSecond;
        for (int i = 0; i < due.length; i++) {
            due[i] = start + (long) (i * step);
            for (long wait = due[i] - System.nanoTime(); wait > 0; wait = due[i] - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            sender.send(i % CHANNELS, ("\"" + i + FILL + "\"").getBytes(StandardCharsets.US_ASCII));
        }
        if (!left.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(left.getCount() + " of " + due.length + " messages have not come");
        }
        for (int i = 0; i < due.length; i++) {
            if (came.get(i) != 1) {
                throw new IllegalStateException("message " + i + " came " + came.get(i) + " times");
            }
        }
        return nanos;
    }
}
