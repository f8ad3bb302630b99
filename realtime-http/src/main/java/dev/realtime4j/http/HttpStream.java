package dev.realtime4j.http;

import java.util.concurrent.Executor;

/**
 * The body of a response that goes on. The stream is written to by tasks of its {@link #executor} only, and only while it
 * is {@link #ready}: what does not fit is not queued here, it stays in the log.
 */
public interface HttpStream {

    /**
     * Whether a write is welcome now. Any thread; must be cheap.
     *
     * @return false while what was written before waits for the client, and when the client is gone
     */
    boolean ready();

    /**
     * How much of what was written still waits for the client, as far as the server knows. A client that takes some of it,
     * however slowly, has not stalled. Any thread; must be cheap.
     *
     * @return a count of bytes, which may be rough but falls at least with every 16 KiB that are sent; 0 by default, where it is
     *     not known: such a client must take each batch as a whole before its time is over
     */
    default long pending() {
        return 0;
    }

    /**
     * Writes and sends at once. Only from a task of {@link #executor}. Never blocks, unless that executor runs the tasks
     * of this stream alone.
     *
     * @param batch what to write
     */
    void write(Batch batch);

    /**
     * Says whom to tell each time that the stream has become {@link #ready} again. Called once, before the first write.
     *
     * @param listener called by any thread; does not block
     */
    void onReady(Runnable listener);

    /**
     * Says whom to tell when the stream has ended, by {@link #close} or because the client is gone; at once if that has
     * happened already. Called once.
     *
     * @param listener called once, by any thread; does not block
     */
    void onClose(Runnable listener);

    /**
     * Where this stream is to be written to. Streams may share one.
     *
     * @return runs tasks one after the other, in their order
     */
    Executor executor();

    /**
     * Ends the response after what was written, without waiting for a client that does not read. Any thread; idempotent.
     */
    void close();
}
