package dev.realtime4j.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is made anew when it is lost. Each is used once: what was asked over it fails with it, and nothing that
 * waited to be sent over one is sent over the next, so a failed emit cannot be stored late (Rule E5). Safe for any threads.
 */
final class Link implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final int LONGEST_WAIT_MILLIS = 2000;
    private static final int SHORTEST_WAIT_MILLIS = 20;

    /** Who is told that a connection stands or is lost. */
    interface Watcher {
        /**
         * A new connection stands. May block.
         *
         * @throws Exception if it is of no use: it is closed, and another is tried
         */
        void up(Connection connection) throws Exception;

        /** The connection is lost; told once for each that was up. Must not block. */
        void down(String cause);
    }

    private final String name;
    private final Connections options;
    private final Watcher watcher;
    private final ScheduledExecutorService connector;
    private final Object lock = new Object();
    private volatile @Nullable Connection current;
    private volatile CompletableFuture<@Nullable Void> standing = new CompletableFuture<>();
    private volatile String lastError = "the server has closed the connection";
    private boolean closed;
    private int failures;

    Link(String name, Connections options, Watcher watcher) {
        this.name = name;
        this.options = options;
        this.watcher = watcher;
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "realtime-nats-" + name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(10, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        connector = executor;
    }

    /** Connects for the first time, in this thread. */
    void open() throws Exception {
        connect();
    }

    /** Completes when a connection stands, at once if one does; fails after a time. */
    CompletableFuture<@Nullable Void> standing(Duration most) {
        CompletableFuture<@Nullable Void> now = standing;
        return now.isDone()
                ? now
                : now.copy().orTimeout(most.toNanos(), TimeUnit.NANOSECONDS).exceptionally(failure -> {
                    throw new CompletionException(
                            failure instanceof TimeoutException ? Failures.away() : Failures.unwrapped(failure));
                });
    }

    /** The connection that stands, or null. */
    @Nullable
    Connection current() {
        return current;
    }

    private void connect() throws Exception {
        Listener listener = new Listener();
        Connection made = Nats.connect(options.get()
                .maxReconnects(0)
                .connectionListener(listener)
                .errorListener(listener)
                .build());
        listener.connection = made;
        synchronized (lock) {
            if (closed) {
                made.close();
                return;
            }
            current = made;
        }
        try {
            watcher.up(made);
        } catch (Exception e) {
            made.close();
            lost(made, String.valueOf(e.getMessage()), false);
            throw e;
        }
        failures = 0;
        options.learn(made.getServers());
        standing.complete(null);
        if (made.getStatus() == Connection.Status.CLOSED) {
            lost(made, lastError, true);
        }
    }

    private void lost(@Nullable Connection connection, String cause, boolean again) {
        synchronized (lock) {
            if (connection == null || current != connection) {
                return;
            }
            current = null;
            if (closed) {
                return;
            }
            if (standing.isDone()) {
                standing = new CompletableFuture<>();
            }
        }
        watcher.down(cause);
        if (again) {
            LOG.info("The NATS connection for {} is lost ({}) and will be made anew", name, cause);
            reconnectLater(ThreadLocalRandom.current().nextInt(SHORTEST_WAIT_MILLIS));
        }
    }

    /** Runs something that may block and needs the connection, unless it is being made anew. */
    void run(Consumer<Connection> work) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            connector.execute(() -> {
                Connection connection = current;
                if (connection != null) {
                    work.accept(connection);
                }
            });
        }
    }

    /** What the server has complained about last, as the end of a sentence; empty if it has not. */
    String complaint() {
        String error = lastError;
        return error.contains("Permissions Violation") ? " (the server says: " + error + ")" : "";
    }

    private void reconnectLater(int waitMillis) {
        synchronized (lock) {
            if (!closed) {
                Future<?> unused = connector.schedule(this::reconnect, waitMillis, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void reconnect() {
        if (current != null) {
            return;
        }
        try {
            connect();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            failures++;
            if (failures == 5) {
                LOG.warn("The NATS connection for {} cannot be made; trying on: {}", name, e.getMessage());
            }
            int most = Math.min(LONGEST_WAIT_MILLIS, SHORTEST_WAIT_MILLIS << Math.min(failures, 10));
            reconnectLater(ThreadLocalRandom.current().nextInt(most / 2, most));
        }
    }

    @Override
    public void close() {
        Connection last;
        synchronized (lock) {
            closed = true;
            last = current;
            current = null;
            connector.shutdownNow();
        }
        standing.completeExceptionally(Failures.closed());
        try {
            if (last != null) {
                last.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hears what the driver tells of one connection. */
    private final class Listener implements ConnectionListener, ErrorListener {
        private volatile @Nullable Connection connection;

        @Override
        @SuppressWarnings("deprecation") // abstract in the driver
        public void connectionEvent(Connection told, Events type) {
            // CLOSED, not DISCONNECTED: by then the driver has failed all that was asked over it.
            if (type == Events.CLOSED) {
                lost(connection, lastError, true);
            }
        }

        @Override
        public void errorOccurred(Connection told, String error) {
            LOG.debug("NATS tells the connection for {}: {}", name, error);
            lastError = error;
        }

        @Override
        public void exceptionOccurred(Connection told, Exception failure) {
            LOG.debug("The NATS connection for {} has failed", name, failure);
            if (failure instanceof IOException) {
                lastError = String.valueOf(failure.getMessage());
            }
        }
    }
}
