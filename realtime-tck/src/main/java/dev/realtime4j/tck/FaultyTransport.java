package dev.realtime4j.tck;

import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows a transport as it looks through {@link SimulatedFaults}. */
final class FaultyTransport implements Transport {
    private final SimulatedFaults faults;
    private final Supplier<Transport> opener;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private volatile Transport delegate;
    private volatile boolean closed;

    FaultyTransport(SimulatedFaults faults, Supplier<Transport> opener) {
        this.faults = faults;
        this.opener = opener;
        this.delegate = opener.get();
    }

    @Override
    public CompletionStage<MessageId> append(String channel, Entry entry) {
        if (faults.outage() != null) {
            return CompletableFuture.failedStage(failed("the backend is away", EmitException.Stored.NO));
        }
        SimulatedFaults.Moment moment = faults.appendFault(channel);
        if (moment == SimulatedFaults.Moment.BEFORE_STORING) {
            return CompletableFuture.failedStage(failed("not stored", EmitException.Stored.NO));
        }
        CompletionStage<MessageId> stored = delegate.append(channel, entry);
        return moment == null
                ? stored
                : stored.thenCompose(id ->
                        CompletableFuture.failedStage(failed("acknowledgement lost", EmitException.Stored.UNKNOWN)));
    }

    private static EmitException failed(String what, EmitException.Stored stored) {
        return new EmitException("Simulated: " + what, null, true, stored);
    }

    @Override
    public CompletionStage<Page> read(String channel, ReadRequest request) {
        RealtimeException outage = faults.outage();
        return outage == null
                ? faults.log(channel).read(delegate, channel, request)
                : CompletableFuture.failedStage(outage);
    }

    @Override
    public CompletionStage<Tail> listen(String channel, Sink sink) {
        RealtimeException outage = faults.outage();
        if (outage != null) {
            return CompletableFuture.failedStage(outage);
        }
        Listener listener = new Listener(channel, sink);
        listeners.add(listener);
        return delegate.listen(channel, listener)
                .whenComplete((tail, failure) -> {
                    if (failure != null) {
                        listeners.remove(listener);
                    }
                })
                .thenApply(tail -> {
                    listener.stands(tail);
                    return listener;
                });
    }

    @Override
    public void close() {
        closed = true;
        listeners.forEach(Listener::silence);
        listeners.clear();
        delegate.close();
    }

    boolean closed() {
        return closed;
    }

    void interrupt() {
        listeners.forEach(Listener::interrupt);
    }

    void restore() {
        listeners.forEach(Listener::restore);
    }

    void closeDelegate() {
        delegate.close();
    }

    void reopen() {
        Transport next = opener.get();
        delegate = next;
        listeners.forEach(listener -> listener.replaced(Waiting.get(next.listen(listener.channel, listener))));
    }

    List<String> listened() {
        return listeners.stream().map(listener -> listener.channel).toList();
    }

    /** Stands between the transport and a sink; its monitor keeps the calls of the sink from overlapping. */
    private final class Listener implements Sink, Tail {
        private final String channel;
        private final Sink sink;
        private final Duration least = faults.lossy() ? Duration.ofSeconds(1) : Duration.ZERO;
        private @Nullable Tail tail;
        private @Nullable MessageId head;
        private boolean broken;
        private boolean silent;
        /** Entries that are late when the live path breaks are lost: they belong to an older epoch. */
        private int epoch;

        Listener(String channel, Sink sink) {
            this.channel = channel;
            this.sink = sink;
        }

        synchronized void stands(Tail standing) {
            tail = standing;
            head = faults.log(channel).place(standing.head());
        }

        synchronized void replaced(Tail standing) {
            tail = standing;
        }

        @Override
        public void entry(StoredEntry entry, @Nullable MessageId previous) {
            Duration delay = faults.liveDelay();
            int told;
            synchronized (this) {
                if (broken || silent || faults.losing()) {
                    return;
                }
                if (delay.isZero()) {
                    tell(entry, previous);
                    return;
                }
                told = epoch;
            }
            // On the JDK's own timer thread: it runs tasks of the same delay in the order they came in.
            CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
                    .execute(() -> {
                        synchronized (this) {
                            if (!broken && !silent && told == epoch) {
                                tell(entry, previous);
                            }
                        }
                    });
        }

        private void tell(StoredEntry entry, @Nullable MessageId previous) {
            sink.entry(entry, previous == null ? null : faults.log(channel).place(previous));
        }

        @Override
        public synchronized void changed() {
            if (!broken && !silent && !faults.losing()) {
                sink.changed();
            }
        }

        @Override
        public synchronized void interrupted(Throwable cause) {
            if (!broken && !silent) {
                sink.interrupted(cause);
            }
        }

        @Override
        public synchronized void restored() {
            if (!broken && !silent) {
                sink.restored();
            }
        }

        synchronized void interrupt() {
            if (!broken && !silent) {
                broken = true;
                epoch++;
                sink.interrupted(new RealtimeException("Simulated interruption", null, true));
            }
        }

        synchronized void restore() {
            if (broken && !silent) {
                broken = false;
                sink.restored();
            }
        }

        synchronized void silence() {
            silent = true;
        }

        @Override
        public synchronized MessageId head() {
            return java.util.Objects.requireNonNull(head, "listening does not stand yet");
        }

        @Override
        public Duration recheck() {
            Tail standing = tail;
            Duration own = standing == null ? Duration.ZERO : standing.recheck();
            return least.compareTo(own) > 0 ? least : own;
        }

        @Override
        public void close() {
            silence();
            listeners.remove(this);
            Tail standing = tail;
            if (standing != null) {
                standing.close();
            }
        }
    }
}
