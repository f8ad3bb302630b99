package dev.realtime4j.engine;

import dev.realtime4j.Emission;
import dev.realtime4j.EmitException;
import dev.realtime4j.EmitResult;
import dev.realtime4j.EventType;
import dev.realtime4j.InvalidDataException;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeMetrics;
import dev.realtime4j.spi.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Emits: validates and encodes in the caller's thread, hands over to the transport in the order of the calls (Rule E3), and
 * sees to it that every emit ends within the request timeout (Rule E5).
 */
final class Emitter {
    private final Core core;
    private final EventCatalog catalog;
    private final PendingEmits pending;

    Emitter(Core core, EventCatalog catalog) {
        this.core = core;
        this.catalog = catalog;
        this.pending = new PendingEmits(
                core.dispatcher(), core.config().timeouts().request().toNanos());
    }

    /** Emits and waits. */
    MessageId emit(String channel, String event, @Nullable Object data, @Nullable EventType<?> type) {
        Entry entry = entry(event, data, type, null);
        RealtimeMetrics metrics = core.metrics();
        if (metrics == RealtimeMetrics.NONE) {
            return await(channel, entry);
        }
        long start = System.nanoTime();
        boolean stored = false;
        try {
            MessageId id = await(channel, entry);
            stored = true;
            return id;
        } finally {
            metrics.emitted(stored, System.nanoTime() - start);
        }
    }

    CompletableFuture<MessageId> emitAsync(
            String channel, String event, @Nullable Object data, @Nullable EventType<?> type, @Nullable String key) {
        return acknowledged(channel, entry(event, data, type, key));
    }

    /** All are validated before the first is sent (Rule E8). */
    List<EmitResult> emitAll(List<Emission> emissions) {
        List<Entry> entries = new ArrayList<>(emissions.size());
        for (Emission emission : emissions) {
            entries.add(entry(emission.event(), emission.data(), emission.type(), emission.key()));
        }
        List<CompletableFuture<MessageId>> sent = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            sent.add(acknowledged(emissions.get(i).channel(), entries.get(i)));
        }
        List<EmitResult> results = new ArrayList<>(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            results.add(result(emissions.get(i).channel(), sent.get(i)));
        }
        return results;
    }

    private EmitResult result(String channel, CompletableFuture<MessageId> sent) {
        try {
            return new EmitResult(await(channel, sent), null);
        } catch (EmitException e) {
            return new EmitResult(null, e);
        } catch (IllegalStateException closed) { // meanwhile: it must not hide which of the others are stored (Rule E8)
            return new EmitResult(null, Failures.ofEmit(channel, closed));
        }
    }

    private Entry entry(String event, @Nullable Object data, @Nullable EventType<?> type, @Nullable String key) {
        core.checkOpen();
        RealtimeConfig config = core.config();
        EventType<?> checked = checked(event, type);
        return new Entry(event, EventData.encode(event, data, checked, config.codec(), config.maxDataBytes()), key);
    }

    /** The type that data must fit: the declared one, which the caller's may sharpen by a check but not change. */
    private @Nullable EventType<?> checked(String event, @Nullable EventType<?> type) {
        EventType<?> declared = catalog.type(event);
        if (type == null) {
            return declared;
        }
        if (declared != null && !declared.type().equals(type.type())) {
            throw new InvalidDataException(
                    event,
                    "$",
                    "the event is declared as " + declared.type().getTypeName() + " and emitted as "
                            + type.type().getTypeName(),
                    null);
        }
        return type;
    }

    private CompletableFuture<MessageId> acknowledged(String channel, Entry entry) {
        PendingEmit emit =
                new PendingEmit(core.metrics(), failure -> failed(channel, failure), core.dispatcher()::depend);
        try {
            core.transport().append(channel, entry).whenComplete(emit);
        } catch (RuntimeException e) {
            emit.fail(e);
        }
        if (!emit.isDone()) {
            pending.add(emit);
        }
        return emit;
    }

    /** Ends what is still under way; called when the transport is closed. */
    void close() {
        pending.close();
    }

    /** Throws what the transport throws at once, instead of making a stage of it: so a stage that is done costs no memory. */
    private MessageId await(String channel, Entry entry) {
        CompletableFuture<MessageId> sent;
        try {
            sent = core.transport().append(channel, entry).toCompletableFuture();
        } catch (RuntimeException e) {
            throw failed(channel, e);
        }
        return await(channel, sent);
    }

    private MessageId await(String channel, CompletableFuture<MessageId> sent) {
        try {
            return sent.get(core.config().timeouts().request().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failed(channel, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw failed(channel, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmitException(
                    "Emitting to channel \"" + channel + "\" was interrupted", e, true, EmitException.Stored.UNKNOWN);
        }
    }

    private RuntimeException failed(String channel, Throwable failure) {
        Throwable cause = Failures.unwrapped(failure);
        if (cause instanceof IllegalStateException closed) {
            return closed;
        }
        if (cause instanceof TimeoutException) {
            return new EmitException(
                    "Emitting to channel \"" + channel + "\" was not acknowledged within the request timeout of "
                            + core.config().timeouts().request().toMillis()
                            + " ms. Is the backend reachable and not overloaded? To emit again safely, use an idempotency key",
                    cause,
                    true,
                    EmitException.Stored.UNKNOWN);
        }
        return Failures.ofEmit(channel, cause);
    }
}
