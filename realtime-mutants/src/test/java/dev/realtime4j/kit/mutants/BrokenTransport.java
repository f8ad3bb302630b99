package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A client of a broken store. A mutant that throws is a fault of this suite, not a find of the kit: it is noted. */
final class BrokenTransport implements Transport {
    private final Broken broken;
    private final Transport next;
    private final Crashes crashes;
    private final BooleanSupplier over;

    /**
     * Makes a client.
     *
     * @param over whether the test has ended: what it has left behind must not go on with this store
     */
    BrokenTransport(Broken broken, Transport next, Crashes crashes, BooleanSupplier over) {
        this.broken = broken;
        this.next = next;
        this.crashes = crashes;
        this.over = over;
    }

    @Override
    public CompletionStage<MessageId> append(String channel, Entry entry) {
        return noted(() -> broken.append(next, channel, entry));
    }

    @Override
    public CompletionStage<Page> read(String channel, ReadRequest request) {
        return noted(() -> broken.read(next, channel, request));
    }

    @Override
    public CompletionStage<Tail> listen(String channel, Sink sink) {
        return noted(() -> broken.listen(next, channel, sink));
    }

    @Override
    public void close() {
        broken.close(next);
    }

    private <T> CompletionStage<T> noted(Supplier<CompletionStage<T>> call) {
        if (over.getAsBoolean()) {
            return CompletableFuture.failedFuture(new IllegalStateException("The test has ended"));
        }
        try {
            return call.get();
        } catch (RuntimeException | Error e) {
            crashes.add(e);
            throw e;
        }
    }
}
