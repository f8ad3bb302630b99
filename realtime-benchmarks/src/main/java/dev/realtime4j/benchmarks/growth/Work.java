package dev.realtime4j.benchmarks.growth;

/** Work of one size, made ready to be done again and again. Used by one thread. */
interface Work extends AutoCloseable {
    /**
     * Does it once.
     *
     * @return of how many units its cost is, such as messages
     * @throws IllegalStateException if a message was lost, came twice, or is not the one it should be
     */
    long run() throws Exception;

    @Override
    void close();

    /** Makes the work of a size ready. */
    @FunctionalInterface
    interface Factory {
        Work open(int size) throws Exception;
    }
}
