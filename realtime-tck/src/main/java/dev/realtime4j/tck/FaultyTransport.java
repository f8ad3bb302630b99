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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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

    /**
     * Stands between the transport and a sink. Calls of the sink go through a queue that one thread at a time empties: they
     * never overlap, and no lock is held during them, since a sink may read from the transport.
     */
    private final class Listener implements Sink, Tail {
        private final String channel;
        private final Sink sink;
        private final Duration least = faults.lossy() ? Duration.ofSeconds(1) : Duration.ZERO;
        private final ArrayDeque<Runnable> calls = new ArrayDeque<>();
        private @Nullable Thread caller;
        private @Nullable Tail tail;
        private @Nullable MessageId head;
        private boolean broken;
        private boolean silent;
        /** Counts interruptions: entries that are late when the live path breaks are lost. */
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

        /** Whether the live path works; asked with the monitor held, together with what is queued then. */
        private boolean tells() {
            return !broken && !silent && !faults.loses();
        }

        private void call(BooleanSupplier allowed, Runnable call) {
            synchronized (this) {
                if (!allowed.getAsBoolean()) {
                    return;
                }
                calls.add(call);
                if (caller != null) {
                    return;
                }
                caller = Thread.currentThread();
            }
            for (Runnable next = nextCall(); next != null; next = nextCall()) {
                next.run();
            }
        }

        private synchronized @Nullable Runnable nextCall() {
            Runnable next = silent ? null : calls.poll();
            if (next == null) {
                caller = null;
                notifyAll();
            }
            return next;
        }

        @Override
        public void entry(StoredEntry entry, @Nullable MessageId previous) {
            MessageId before = previous == null ? null : faults.log(channel).place(previous);
            Duration delay = faults.liveDelay();
            if (delay.isZero()) {
                call(this::tells, () -> sink.entry(entry, before));
                return;
            }
            int told = epoch();
            // On the JDK's own timer thread: it runs tasks of the same delay in the order they came in.
            CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
                    .execute(() -> call(() -> tells() && told == epoch, () -> sink.entry(entry, before)));
        }

        private synchronized int epoch() {
            return epoch;
        }

        @Override
        public void changed() {
            call(this::tells, sink::changed);
        }

        @Override
        public void interrupted(Throwable cause) {
            call(this::tells, () -> sink.interrupted(cause));
        }

        @Override
        public void restored() {
            call(this::tells, sink::restored);
        }

        /** When this returns the sink knows, also where another thread was in a call of it. */
        void interrupt() {
            call(
                    () -> {
                        boolean breaks = !broken && !silent;
                        broken |= breaks;
                        epoch += breaks ? 1 : 0;
                        return breaks;
                    },
                    () -> sink.interrupted(new RealtimeException("Simulated interruption", null, true)));
            awaitCalls();
        }

        void restore() {
            // What comes from here on is queued behind this call.
            call(
                    () -> {
                        boolean heals = broken && !silent;
                        broken = false;
                        return heals;
                    },
                    sink::restored);
        }

        /** No call of the sink runs or starts after this, unless it is made from inside of one. */
        synchronized void silence() {
            silent = true;
            calls.clear();
            awaitCalls();
        }

        private synchronized void awaitCalls() {
            boolean interrupted = false;
            while (caller != null && caller != Thread.currentThread()) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public synchronized MessageId head() {
            return java.util.Objects.requireNonNull(head, "listening does not stand yet");
        }

        @Override
        public Duration recheck() {
            Duration own = standing().map(Tail::recheck).orElse(Duration.ZERO);
            return least.compareTo(own) > 0 ? least : own;
        }

        private synchronized Optional<Tail> standing() {
            return Optional.ofNullable(tail);
        }

        @Override
        public void close() {
            silence();
            listeners.remove(this);
            standing().ifPresent(Tail::close);
        }
    }
}
