package dev.realtime4j.http.servlet;

import dev.realtime4j.http.Batch;
import dev.realtime4j.http.HttpStream;
import dev.realtime4j.http.SerialExecutor;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A body that goes on, written without blocking. The container lets nobody write between its {@code isReady} was false and
 * its call of {@code onWritePossible}; so it is asked once after each write, by the thread that has written.
 */
final class ServletStream implements HttpStream, WriteListener, AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.http");

    private static final int PART = 16 * 1024;
    private static final long CLOSE_MILLIS = 1000;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final SerialExecutor executor;
    private final AtomicBoolean completed = new AtomicBoolean();
    private volatile boolean ready;
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile @Nullable Runnable onReady;
    private volatile long pending;
    private ByteBuffer rest = NOTHING;
    private boolean unflushed;
    private @Nullable Runnable onClose;

    ServletStream(AsyncContext async) {
        this.async = async;
        this.executor = new SerialExecutor(this::start);
        try {
            this.out = async.getResponse().getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        async.addListener(this);
        out.setWriteListener(this);
    }

    private void start(Runnable task) {
        if (ended) {
            throw new RejectedExecutionException("The response has ended");
        }
        try {
            async.start(task);
        } catch (IllegalStateException | NullPointerException e) { // the latter by Jetty, once the response has ended
            throw new RejectedExecutionException("The response has ended", e);
        }
    }

    @Override
    public boolean ready() {
        return ready && !ended;
    }

    @Override
    public long pending() {
        return pending;
    }

    @Override
    public void write(Batch batch) {
        if (ended) {
            return;
        }
        ready = false;
        rest = batch.toBuffer();
        pending = rest.remaining();
        unflushed = true;
        try {
            flush();
        } catch (IOException | IllegalStateException e) {
            broken(e);
        }
    }

    /**
     * Writes and flushes as far as the container lets us; ready once it would take another batch. In parts, so that it is
     * seen whether the client takes any.
     */
    private void flush() throws IOException {
        while (out.isReady()) {
            if (rest.hasRemaining()) {
                int part = Math.min(rest.remaining(), PART);
                out.write(rest.array(), rest.arrayOffset() + rest.position(), part);
                rest.position(rest.position() + part);
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else {
                becomeReady();
                return;
            }
            pending = rest.remaining();
        }
    }

    private void becomeReady() {
        rest = NOTHING; // of a stream at rest nothing is kept
        ready = true;
        if (closing) {
            complete();
            return;
        }
        Runnable listener = onReady;
        if (listener != null) {
            listener.run();
        }
    }

    @Override
    public void onWritePossible() {
        try {
            flush();
        } catch (IOException | IllegalStateException e) {
            broken(e);
        }
    }

    @Override
    public void onError(Throwable cause) {
        broken(cause);
    }

    private void broken(Throwable cause) {
        LOG.debug("A stream has broken", cause);
        complete();
    }

    @Override
    public void onReady(Runnable listener) {
        onReady = listener;
    }

    @Override
    public void onClose(Runnable listener) {
        synchronized (this) {
            if (!ended) {
                onClose = listener;
                return;
            }
        }
        listener.run();
    }

    @Override
    public Executor executor() {
        return executor;
    }

    /** To complete while something is on its way would cut it off; but a client that does not read is not waited for. */
    @Override
    public void close() {
        closing = true;
        if (ready) {
            complete();
        } else {
            CompletableFuture.delayedExecutor(CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(this::complete);
        }
    }

    private void complete() {
        if (completed.compareAndSet(false, true)) {
            try {
                async.complete();
            } catch (IllegalStateException e) {
                LOG.debug("A response had ended already", e);
            }
        }
        ended();
    }

    private void ended() {
        Runnable listener;
        synchronized (this) {
            ended = true;
            listener = onClose;
            onClose = null;
        }
        if (listener != null) {
            listener.run();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        completed.set(true);
        ended();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        complete();
    }

    @Override
    public void onError(AsyncEvent event) {
        complete();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // this response is started once
    }
}
