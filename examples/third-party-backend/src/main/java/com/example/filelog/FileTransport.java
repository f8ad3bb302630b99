package com.example.filelog;

import dev.realtime4j.EmitException;
import dev.realtime4j.EmitException.Stored;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A client of a directory of logs. Several in one process share the directory; another process is refused. Safe for use by
 * any number of threads.
 */
public final class FileTransport implements Transport {
    private final RealtimeConfig config;
    private final FileStore store;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    private FileTransport(RealtimeConfig config, FileStore store) {
        this.config = config;
        this.store = store;
    }

    /**
     * Opens a directory, which is made if it is not there.
     *
     * @param directory where the files are
     * @param config the configuration; its option {@code durability} may be {@code fsync} (the default) or {@code os}
     * @return a transport that is ready for use
     * @throws RealtimeException if the directory cannot be used, is in use by another process, or is open in this one with
     *     another retention or durability
     */
    public static FileTransport open(Path directory, RealtimeConfig config) {
        return new FileTransport(config, FileStore.open(directory, config));
    }

    // tag::append[]
    @Override
    public CompletionStage<MessageId> append(String channel, Entry entry) {
        if (closed.get()) {
            return CompletableFuture.failedFuture(closed());
        }
        CompletableFuture<MessageId> done = new CompletableFuture<>();
        store.append(new FileStore.Append(channel, entry, config.clock(), done));
        return inTime(done, () -> new EmitException(late("written", channel), null, true, Stored.UNKNOWN));
    }
    // end::append[]

    @Override
    public CompletionStage<Page> read(String channel, ReadRequest request) {
        if (closed.get()) {
            return CompletableFuture.failedFuture(closed());
        }
        CompletableFuture<Page> done = new CompletableFuture<>();
        store.run(done, () -> done.complete(store.read(channel, request)));
        return inTime(done, () -> new RealtimeException(late("read", channel), null, true));
    }

    // tag::listen[]
    @Override
    public CompletionStage<Tail> listen(String channel, Sink sink) {
        if (closed.get()) {
            return CompletableFuture.failedFuture(closed());
        }
        CompletableFuture<Tail> done = new CompletableFuture<>();
        store.run(done, () -> {
            Listener listener = new Listener(channel, sink, store.head(channel), this::forget);
            listeners.add(listener);
            store.add(listener);
            if (!done.complete(listener)) {
                listener.close(); // Its time was over: a listen that has failed leaves nothing behind.
            }
        });
        return inTime(done, () -> new RealtimeException(late("opened", channel), null, true));
    }
    // end::listen[]

    // tag::close[]
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            store.release();
            listeners.forEach(Listener::close);
        }
    }
    // end::close[]

    private void forget(Listener listener) {
        listeners.remove(listener);
        store.remove(listener);
    }

    static IllegalStateException closed() {
        return new IllegalStateException("This transport is closed");
    }

    private String late(String done, String channel) {
        return "Channel \"" + channel + "\" could not be " + done + " within "
                + config.timeouts().request();
    }

    // tag::in-time[]
    /** Fails a stage once the request timeout is over, whatever the disk does (Rules E5, F2). */
    private <T> CompletionStage<T> inTime(CompletableFuture<T> done, Supplier<RealtimeException> late) {
        return done.orTimeout(config.timeouts().request().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(failure instanceof TimeoutException ? late.get() : failure));
    }
    // end::in-time[]
}
