package dev.realtime4j.benchmarks.fanout;

import com.google.common.eventbus.AllowConcurrentEvents;
import com.google.common.eventbus.AsyncEventBus;
import com.google.common.eventbus.Subscribe;
import dev.realtime4j.codec.RawJson;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Guava's event bus on one thread: with more it does not keep the order. */
final class GuavaContestant implements Contestant {
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final AsyncEventBus bus = new AsyncEventBus(executor);

    GuavaContestant(Receivers receivers) {
        for (int i = 0; i < receivers.size(); i++) {
            bus.register(new Listener(receivers.receiver(i)));
        }
    }

    /** Public, as the bus demands. */
    public static final class Listener {
        private final Receivers.Receiver receiver;

        Listener(Receivers.Receiver receiver) {
            this.receiver = receiver;
        }

        /** Called for each note. */
        @Subscribe
        @AllowConcurrentEvents // spares a lock that one thread does not need
        public void on(Note note) {
            receiver.take(note.number());
        }
    }

    @Override
    public void publish(long number, RawJson data) {
        bus.post(new Note(number, data));
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
