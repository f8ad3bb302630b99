package dev.realtime4j.benchmarks.peers;

import java.util.List;
import java.util.function.Consumer;

/** A library that carries messages from who emits to a handler. Safe for any threads. */
public interface Messenger extends AutoCloseable {

    /**
     * Emits, and waits until that is acknowledged.
     *
     * @param channel the channel
     * @param json the data
     * @throws Exception if it cannot be emitted
     */
    void emit(String channel, byte[] json) throws Exception;

    /**
     * Emits without waiting.
     *
     * @param channel the channel
     * @param json the data
     * @throws Exception if it cannot be emitted
     */
    void send(String channel, byte[] json) throws Exception;

    /**
     * Follows channels; returns when whatever is emitted afterwards will come.
     *
     * @param channels the channels
     * @param handler is given the data of each message
     * @return ends it
     * @throws Exception if that fails
     */
    Following follow(List<String> channels, Consumer<byte[]> handler) throws Exception;

    @Override
    void close();

    /** What follows channels until it is closed. */
    interface Following extends AutoCloseable {
        @Override
        void close();
    }
}
