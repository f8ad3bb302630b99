package dev.realtime4j.tck.http;

import dev.realtime4j.Realtime;
import java.net.URI;
import java.time.Duration;

/** What the kit needs of an adapter: a running server that shows a Realtime of its own, with the in-memory transport. */
public interface HttpFixture extends AutoCloseable {

    /**
     * Where the HTTP face is mounted.
     *
     * @return such as {@code http://127.0.0.1:8080/api/realtime}
     */
    URI base();

    /**
     * What the server shows.
     *
     * @return the same for all calls
     */
    Realtime realtime();

    /**
     * Has the streams of a user connect again.
     *
     * @param user as {@link HttpScenario.Verdict#user} has named it
     */
    void disconnect(String user);

    /**
     * Has all clients connect again and takes no more streams.
     *
     * @param spread over how long
     */
    void drain(Duration spread);

    /**
     * How many streams are open.
     *
     * @return a count
     */
    int openStreams();

    /** Stops the server and closes the Realtime. */
    @Override
    void close();
}
