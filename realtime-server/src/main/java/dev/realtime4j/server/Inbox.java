package dev.realtime4j.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Collects what handlers are given, so that the demo tells it in its own order.
 *
 * @param <T> what is collected
 */
final class Inbox<T> implements Consumer<T> {
    private static final long PATIENCE_SECONDS = 5;
    private final BlockingQueue<T> items = new LinkedBlockingQueue<>();

    @Override
    public void accept(T item) {
        items.add(item);
    }

    int size() {
        return items.size();
    }

    List<T> take(int count) throws InterruptedException {
        List<T> taken = new ArrayList<>();
        while (taken.size() < count) {
            T next = items.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new IllegalStateException(
                        "the demo waited in vain for message " + (taken.size() + 1) + " of " + count);
            }
            taken.add(next);
        }
        return taken;
    }
}
