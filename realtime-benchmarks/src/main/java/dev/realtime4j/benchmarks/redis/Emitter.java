package dev.realtime4j.benchmarks.redis;

/** One way to have the emit script of the backend run. Used by one thread, which closes it, too. */
interface Emitter extends AutoCloseable {

    /** Makes emitters. */
    @FunctionalInterface
    interface Factory {
        Emitter open(Target target) throws Exception;
    }

    /**
     * Emits, and waits until all is acknowledged.
     *
     * @param count how many messages
     * @param channels over how many channels they go in turn
     */
    void emit(int count, int channels) throws Exception;

    @Override
    void close();
}
