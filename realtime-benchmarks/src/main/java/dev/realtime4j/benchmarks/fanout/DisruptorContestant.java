package dev.realtime4j.benchmarks.fanout;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import dev.realtime4j.codec.RawJson;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A Disruptor with a blocking wait strategy. Up to ten receivers have a handler each, which is a thread; more are shared out
 * among as many handlers as there are cores, and each handler goes through its receivers for every event.
 */
final class DisruptorContestant implements Contestant {
    private static final int MOST_HANDLERS = 10;

    /** An event of the ring, used again and again. */
    private static final class Slot {
        long number;

        @Nullable
        @SuppressWarnings("UnusedVariable") // carried, as every library carries it
        RawJson data;
    }

    private final Disruptor<Slot> disruptor = new Disruptor<>(
            Slot::new, Window.BUFFER, DaemonThreadFactory.INSTANCE, ProducerType.MULTI, new BlockingWaitStrategy());

    DisruptorContestant(Receivers receivers) {
        int handlers = receivers.size() <= MOST_HANDLERS
                ? receivers.size()
                : Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < handlers; i++) {
            var unused = disruptor.handleEventsWith(sweep(receivers, i, handlers));
        }
        disruptor.start();
    }

    private static EventHandler<Slot> sweep(Receivers receivers, int first, int step) {
        Receivers.Receiver[] own = IntStream.range(0, receivers.size())
                .filter(receiver -> receiver % step == first)
                .mapToObj(receivers::receiver)
                .toArray(Receivers.Receiver[]::new);
        return (slot, sequence, endOfBatch) -> {
            for (Receivers.Receiver receiver : own) {
                receiver.take(slot.number);
            }
        };
    }

    @Override
    public void publish(long number, RawJson data) {
        RingBuffer<Slot> ring = disruptor.getRingBuffer();
        long sequence = ring.next();
        Slot slot = ring.get(sequence);
        slot.number = number;
        slot.data = data;
        ring.publish(sequence);
    }

    @Override
    public void close() {
        try {
            disruptor.shutdown(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("The Disruptor does not close", e);
        }
    }
}
