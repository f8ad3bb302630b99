package dev.realtime4j.tck.broker;

/**
 * A broker that runs for tests, on a port of its own and with data of its own. Not for use by several threads at once.
 *
 * <p>Every method returns when what it does is done, and fails with an {@link IllegalStateException} that ends with what the
 * broker has logged last.
 */
public interface Broker extends AutoCloseable {

    /**
     * What reports call it.
     *
     * @return its name and version, such as {@code Redis 7.2.5}
     */
    String version();

    /**
     * Where it listens.
     *
     * @return a loopback address
     */
    String host();

    /**
     * Where it listens.
     *
     * @return the port; the same after a restart
     */
    int port();

    /** Kills it without a goodbye. Its data stays. */
    void kill();

    /** Starts it again after {@link #kill()}, with the same data; returns when it can be used. */
    void start();

    /** Stops its threads: connections stay and nothing answers, as with a hung machine. */
    void pause();

    /** Lets it go on after {@link #pause()}. */
    void resume();

    /** Kills it, paused or not, and deletes its data. Idempotent. */
    @Override
    void close();
}
