package dev.realtime4j.benchmarks.peers;

import dev.realtime4j.benchmarks.emits.Emits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/**
 * Sixteen callers, each of which waits for each of its emits, and one follower of all their channels: done when all has come,
 * once each, and from each caller in its order.
 */
final class Callers {
    private static final int CALLERS = 16;
    /** A multiple of the callers, so that each channel has one of them. */
    private static final int CHANNELS = 6 * CALLERS;

    private static final int PATIENCE_SECONDS = 60;
    private static final String FILL = " " + "The quick brown fox jumps over the dog. ".repeat(4);

    private final int messages;
    private final AtomicIntegerArray newest = new AtomicIntegerArray(CHANNELS);
    private final AtomicInteger swapped = new AtomicInteger();
    private final CountDownLatch left;
    private final AtomicIntegerArray came;

    private Callers(int messages) {
        this.messages = messages;
        this.left = new CountDownLatch(messages);
        this.came = new AtomicIntegerArray(messages);
    }

    /** Gives how many messages a second were emitted and delivered. */
    static double perSecond(Messenger messenger, int messages) throws Exception {
        return new Callers(messages).run(messenger);
    }

    private double run(Messenger messenger) throws Exception {
        List<String> channels =
                IntStream.range(0, CHANNELS).mapToObj(i -> "callers-" + i).toList();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        Messenger.Following following = messenger.follow(channels, this::received);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int first = 0; first < CALLERS; first++) {
                int from = first;
                tasks.add(() -> {
                    for (int i = from; i < messages; i += CALLERS) {
                        byte[] json = ("\"" + i + FILL + "\"").getBytes(StandardCharsets.US_ASCII);
                        messenger.emit(channels.get(i % CHANNELS), json);
                    }
                    return true;
                });
            }
            long start = System.nanoTime();
            for (Future<Boolean> done : callers.invokeAll(tasks)) {
                done.get();
            }
            boolean all = left.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            double perSecond = Emits.perSecond(messages, start);
            if (!all) {
                throw new IllegalStateException(left.getCount() + " of " + messages + " messages have not come");
            }
            requireOnceInOrder();
            return perSecond;
        } finally {
            callers.shutdownNow();
            following.close();
        }
    }

    private void received(byte[] json) {
        int number = 0;
        for (int i = 1; json[i] != ' '; i++) {
            number = number * 10 + json[i] - '0';
        }
        came.incrementAndGet(number);
        // Numbers of a channel are counted from one, since nothing has come at first.
        if (newest.getAndSet(number % CHANNELS, number + 1) > number) {
            swapped.incrementAndGet();
        }
        left.countDown();
    }

    private void requireOnceInOrder() {
        if (swapped.get() > 0) {
            throw new IllegalStateException(swapped + " of " + messages + " messages came out of order");
        }
        for (int i = 0; i < messages; i++) {
            if (came.get(i) != 1) {
                throw new IllegalStateException("message " + i + " came " + came.get(i) + " times");
            }
        }
    }
}
