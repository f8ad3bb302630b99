package dev.realtime4j.spi;

import dev.realtime4j.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * Whom a listener tells. Implemented by the engine.
 *
 * <p><b>Order.</b> Calls of one sink never overlap: {@code entry* (interrupted restored entry*)*}, with {@code changed}
 * anywhere. {@code restored} comes after listening stands again and before the first entry of it. Calls may come before
 * the stage of {@link Transport#listen} completes, none after {@link Tail#close} has returned.
 *
 * <p>No method blocks, throws, or calls the transport before it returns: a transport may call them while it holds a lock.
 */
public interface Sink {

    /**
     * Tells an entry.
     *
     * @param entry what was appended
     * @param previous the id of the entry just before it in the log; {@link MessageId#BEGINNING} if nothing was kept
     *     before it; null if the transport does not know
     */
    void entry(StoredEntry entry, @Nullable MessageId previous);

    /** Tells that there may be more in the log than was told: the engine will read. */
    void changed();

    /**
     * Tells that listening has ceased and the transport is about to restore it by itself.
     *
     * @param cause why, for logs and status listeners
     */
    void interrupted(Throwable cause);

    /** Tells that listening stands again: the engine will read what was missed. */
    void restored();
}
