package dev.realtime4j.redis;

import dev.realtime4j.spi.Sink;
import org.jspecify.annotations.Nullable;

/** Which server a channel is on, and how requests get there. No method blocks, but those that start and close. Safe for any threads. */
interface Topology extends AutoCloseable {

    /**
     * Connects, and keeps connected from then on.
     *
     * @throws dev.realtime4j.RealtimeException if no server can be reached, or one refuses
     */
    void start();

    /** The clock of the server that has a stream. */
    ServerClock clock(String stream);

    /** Sends an emit; those of one thread to one stream are carried out in the order of the calls (Rule E3). */
    void emit(String stream, Request<?> request);

    /** Sends a read. */
    void read(PageRequest request);

    /** Starts to listen to a pub/sub channel. */
    Listener listen(String topic, Sink sink);

    /** A pub/sub channel that is listened to; null if nobody does. */
    @Nullable
    Topic topic(String name);

    /** Why a pub/sub channel is not listened to, as far as that is known: no connection, or what its server says. */
    @Nullable
    Throwable lost(String topic);

    /** To be called every now and then. */
    void tick();

    @Override
    void close();
}
