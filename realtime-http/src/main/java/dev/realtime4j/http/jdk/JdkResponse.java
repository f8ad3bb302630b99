package dev.realtime4j.http.jdk;

import com.sun.net.httpserver.HttpExchange;
import dev.realtime4j.http.Batch;
import dev.realtime4j.http.HttpResponse;
import dev.realtime4j.http.HttpStream;
import dev.realtime4j.http.Reply;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A response of the JDK's server, whose writes block: the thread of the exchange does them all, and runs the tasks of the
 * stream between them.
 */
final class JdkResponse implements HttpResponse, HttpStream, Executor {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.http");

    private static final int PART = 16 * 1024;

    private final HttpExchange exchange;
    private final Thread thread = Thread.currentThread();
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private volatile boolean writing;
    private volatile long pending;
    private volatile boolean closing;
    private volatile @Nullable Runnable onReady;
    private @Nullable Runnable onClose;
    private boolean done;
    private boolean streaming;
    private @Nullable IOException failure;

    JdkResponse(HttpExchange exchange) {
        this.exchange = exchange;
    }

    /**
     * Does what there is to do for this response until it has ended.
     *
     * @throws IOException if the client has gone
     */
    void serve() throws IOException {
        try {
            while (!isDone()) {
                tasks.take().run();
            }
        } catch (InterruptedException e) {
            LOG.debug("A response was ended while it waited", e);
        } catch (RuntimeException e) {
            LOG.error("A response failed", e);
        } finally {
            Runnable listener;
            synchronized (this) {
                done = true;
                listener = onClose;
                onClose = null;
            }
            boolean unused = Thread.interrupted(); // meant for this response
            endBody();
            exchange.close();
            if (listener != null) {
                listener.run();
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The exchange would hide that the end of a stream cannot be written. */
    private void endBody() {
        if (streaming && failure == null) {
            try {
                exchange.getResponseBody().close();
            } catch (IOException e) {
                gone(e);
            }
        }
    }

    private synchronized boolean isDone() {
        return done;
    }

    private synchronized void end() {
        done = true;
    }

    @Override
    public void send(Reply reply) {
        tasks.add(() -> {
            start(reply.status(), reply.headers(), reply.body().length == 0 ? -1 : reply.body().length);
            if (reply.body().length > 0 && !exchange.getRequestMethod().equals("HEAD")) {
                write(ByteBuffer.wrap(reply.body()));
            }
            end();
        });
    }

    @Override
    public HttpStream stream(int status, Map<String, String> headers) {
        tasks.add(() -> {
            start(status, headers, 0);
            streaming = !exchange.getRequestMethod().equals("HEAD");
        });
        return this;
    }

    private void start(int status, Map<String, String> headers, long length) {
        headers.forEach(exchange.getResponseHeaders()::set);
        try {
            exchange.sendResponseHeaders(status, exchange.getRequestMethod().equals("HEAD") ? -1 : length);
        } catch (IOException e) {
            gone(e);
        }
    }

    private void gone(IOException e) {
        LOG.debug("A client has gone", e);
        failure = e;
        end();
    }

    @Override
    public boolean ready() {
        return !writing && !closing;
    }

    @Override
    public long pending() {
        return pending;
    }

    @Override
    public void write(Batch batch) {
        write(batch.toBuffer());
    }

    private void write(ByteBuffer bytes) {
        if (isDone()) {
            return;
        }
        writing = true;
        try {
            OutputStream out = exchange.getResponseBody();
            int at = bytes.arrayOffset() + bytes.position();
            for (int left = bytes.remaining();
                    left > 0; ) { // in parts, so that it is seen whether the client takes any
                pending = left;
                int part = Math.min(left, PART);
                out.write(bytes.array(), at, part);
                at += part;
                left -= part;
            }
            out.flush();
            pending = 0;
        } catch (InterruptedIOException e) {
            gone(e);
        } catch (IOException e) {
            gone(e);
        } finally {
            writing = false;
        }
        Runnable listener = onReady;
        if (listener != null) {
            listener.run();
        }
    }

    @Override
    public void onReady(Runnable listener) {
        onReady = listener;
    }

    @Override
    public void onClose(Runnable listener) {
        synchronized (this) {
            if (!done) {
                onClose = listener;
                return;
            }
        }
        listener.run();
    }

    @Override
    public Executor executor() {
        return this;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void close() {
        closing = true;
        tasks.add(this::end);
        synchronized (this) {
            if (!done && writing) {
                thread.interrupt(); // the client does not read: its connection is closed
            }
        }
    }
}
