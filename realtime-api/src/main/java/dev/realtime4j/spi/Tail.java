package dev.realtime4j.spi;

import dev.realtime4j.MessageId;
import java.time.Duration;

/** The handle of a listener. Safe for use by any number of threads. */
public interface Tail extends AutoCloseable {

    /**
     * The channel's head, asked of the backend after listening stood: what is later than this is told to the sink.
     *
     * @return the head when listening stood; always the same value
     */
    MessageId head();

    /**
     * How often the engine shall compare the head with what the sink was told, because this live path can lose entries
     * without noticing. The engine also asks 0.1, 0.5 and 2 s after listening stood.
     *
     * @return the period, at least 1 s; {@link Duration#ZERO} if entries cannot be lost between {@code interrupted} and
     *     {@code restored}
     */
    Duration recheck();

    /**
     * Ends the listener; no call of its sink runs or starts after this has returned. Idempotent. Called by a thread that
     * is not in a call of that sink.
     */
    @Override
    void close();
}
