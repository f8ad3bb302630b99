package dev.realtime4j.benchmarks.fanout;

import dev.realtime4j.codec.RawJson;

/** One way to bring every message to every receiver, in order. Published to by one thread, which closes it, too. */
interface Contestant extends AutoCloseable {

    /** What the others carry; Realtime has a message of its own. */
    record Note(long number, RawJson data) {}

    /** Makes contestants. */
    @FunctionalInterface
    interface Factory {
        Contestant open(Receivers receivers) throws Exception;
    }

    /**
     * Publishes a message.
     *
     * @param number 0 for the first message, 1 more for each
     */
    void publish(long number, RawJson data);

    @Override
    void close();
}
