package dev.realtime4j.nats;

import dev.realtime4j.RealtimeException;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final long LONGEST_LEAVE_NANOS = 2_000_000_000L;
    private static final Duration SHORTEST_ATTEMPT = Duration.ofSeconds(1);

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

        /** Whether what would be asked may wait for the next connection, for a moment. */
        default boolean mayWait() {
            return false;
        }

        /** The server has said something that is no message, in the order of all that it sends. Must not block. */
        default void said(String line) {}
    }

    private final String name;
    private final Connections options;
    private final Watcher watcher;
    private final ScheduledExecutorService connector;
    private final Object lock = new Object();
    private volatile @Nullable Connection current;
    /** What is asked over the current connection and not answered yet. */
    private volatile Set<CompletableFuture<Message>> asked = ConcurrentHashMap.newKeySet();
    /** The connection to a server that is about to end: it is asked no more. */
    private volatile @Nullable Connection left;
    /** Who makes a connection ready; woken up when that is lost. */
    private final Waiter preparing = new Waiter();

    private volatile CompletableFuture<@Nullable Void> standing = new CompletableFuture<>();
    private volatile String lastError = "the server has closed the connection";
    /** Why no connection could be made the last time; null if one could. */
    private volatile @Nullable String trouble;

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

    /** Connects for the first time, in this thread, within the connect timeout. */
    void open(Duration longest) throws Exception {
        connect(longest);
    }

    /** Completes when a connection stands, at once if one does; fails after a time. */
    CompletableFuture<@Nullable Void> standing(Duration most) {
        CompletableFuture<@Nullable Void> now = standing;
        return now.isDone()
                ? now
                : now.copy().orTimeout(most.toNanos(), TimeUnit.NANOSECONDS).exceptionally(failure -> {
                    throw new CompletionException(
                            failure instanceof TimeoutException
                                    ? Failures.away(complaint())
                                    : Failures.unwrapped(failure));
                });
    }

    /** The connection that stands, or null. */
    @Nullable
    Connection current() {
        return current;
    }

    /**
     * Asks over the connection that stands. The driver may forget a request that is made while it closes the connection, so
     * it is this that fails it then.
     *
     * @throws IllegalStateException if there is none, so that nothing is sent
     */
    @SuppressWarnings("CollectionUndefinedEquality") // it is the same future that is meant
    CompletableFuture<Message> request(String subject, @Nullable Headers headers, byte[] body, Duration timeout) {
        Set<CompletableFuture<Message>> open = asked;
        Connection connection = current;
        if (connection == null || connection == left) {
            throw new IllegalStateException("not connected");
        }
        CompletableFuture<Message> answer = connection.requestWithTimeout(subject, headers, body, timeout);
        open.add(answer);
        var unused = answer.whenComplete((message, failure) -> open.remove(answer));
        if (open != asked) {
            answer.completeExceptionally(Failures.lost(lastError));
        }
        return answer;
    }

    private void connect(Duration longest) throws Exception {
        Listener listener = new Listener();
        Connection made = made(listener, longest);
        listener.connection = made;
        synchronized (lock) {
            if (closed) {
                made.close();
                return;
            }
            current = made;
            preparing.begin();
        }
        try {
            watcher.up(made);
        } catch (Throwable e) {
            lost(made, String.valueOf(e.getMessage()), false); // before the driver tells that it is closed
            boolean unused = preparing.end();
            made.close();
            throw e;
        }
        if (made.getStatus() == Connection.Status.CLOSED) {
            lost(made, lastError, false); // The driver may have told it before it was known here.
        }
        synchronized (lock) {
            boolean unused = preparing.end();
            if (current == made) {
                standing.complete(null);
            } else if (!closed) {
                throw new IOException(lastError);
            }
        }
        failures = 0;
        trouble = null;
        options.learn(made.getServers());
    }

    private Connection made(Listener listener, Duration longest) throws IOException, InterruptedException {
        listener.connecting.begin();
        try {
            return Nats.connect(options.get(longest)
                    .maxReconnects(0)
                    .connectionListener(listener)
                    .errorListener(listener)
                    .build());
        } catch (AuthenticationException e) {
            throw e;
        } catch (IOException e) {
            String objection = listener.objection;
            if (objection != null) {
                throw new RealtimeException("No connection can be had: " + objection, e, true);
            }
            throw e;
        } catch (InterruptedException e) {
            if (listener.connecting.end()) {
                throw new AuthenticationException(String.valueOf(listener.objection));
            }
            throw e;
        } finally {
            boolean unused = listener.connecting.end();
        }
    }

    /**
     * A connection is of no use any more.
     *
     * @param again whether another is to be made, unless this one was just being made ready: whoever does that tries again,
     *     and waits longer each time
     */
    private void lost(@Nullable Connection connection, String cause, boolean again) {
        boolean later = again;
        synchronized (lock) {
            if (connection == null || current != connection) {
                return;
            }
            current = null;
            if (closed) {
                return;
            }
            if (again && preparing.wake()) { // it waits for an answer that will not come
                later = false;
            }
            if (standing.isDone()) {
                standing = new CompletableFuture<>();
            }
        }
        failAsked(Failures.lost(cause));
        watcher.down(cause);
        if (later) {
            LOG.info("The NATS connection for {} is lost ({}) and will be made anew", name, cause);
            reconnectLater(ThreadLocalRandom.current().nextInt(SHORTEST_WAIT_MILLIS));
        }
    }

    private void failAsked(RuntimeException cause) {
        Set<CompletableFuture<Message>> unanswered = asked;
        asked = ConcurrentHashMap.newKeySet();
        unanswered.forEach(answer -> answer.completeExceptionally(cause));
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

    /** Why there is no connection, or what the server has complained about last, as the end of a sentence; else empty. */
    String complaint() {
        String why = trouble;
        if (why != null) {
            return " (" + why + ")";
        }
        String error = lastError;
        return error.contains("Permissions Violation") ? " (the server says: " + error + ")" : "";
    }

    /** The server will end soon: it still answers what it was asked, and is left then. */
    private void leave(@Nullable Connection connection) {
        if (connection != null && connection == current && connection != left && watcher.mayWait()) {
            LOG.info("The NATS server for {} is about to end and will be left", name);
            left = connection;
            leaveAnswered(connection, System.nanoTime() + LONGEST_LEAVE_NANOS);
        }
    }

    private void leaveAnswered(Connection connection, long deadline) {
        later(SHORTEST_WAIT_MILLIS, () -> {
            if (!asked.isEmpty() && System.nanoTime() - deadline < 0) {
                leaveAnswered(connection, deadline);
                return;
            }
            try {
                connection.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void reconnectLater(int waitMillis) {
        later(waitMillis, this::reconnect);
    }

    private void later(int waitMillis, Runnable work) {
        synchronized (lock) {
            if (!closed) {
                Future<?> unused = connector.schedule(work, waitMillis, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void reconnect() {
        if (current != null) {
            return;
        }
        try {
            // A connection that is cut just while it is made goes unnoticed by the driver: the first attempts are given
            // up
            // earlier than the connect timeout.
            connect(SHORTEST_ATTEMPT.multipliedBy(1L << Math.min(failures, 10)));
        } catch (Throwable e) { // also an interruption, because the connection is lost; or no thread can be had for now
            failures++;
            trouble = e.getMessage();
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
        failAsked(Failures.closed());
    }

    /** Hears what the driver tells of one connection. */
    private final class Listener implements ConnectionListener, ErrorListener, GuardedPort.Hearing {
        private volatile @Nullable Connection connection;
        /** Why the server, or this side because of its certificate, did not want it. */
        private volatile @Nullable String objection;
        /** Who waits until the server has taken it. */
        private final Waiter connecting = new Waiter();

        @Override
        @SuppressWarnings("deprecation") // abstract in the driver
        public void connectionEvent(Connection told, Events type) {
            // CLOSED, not DISCONNECTED: by then the driver has failed all that was asked over it.
            if (type == Events.CLOSED) {
                lost(connection, lastError, true);
            } else if (type == Events.LAME_DUCK) {
                leave(connection);
            }
        }

        @Override
        public void said(String line) {
            if (line.startsWith("-ERR")) {
                objection = "the server says " + line;
                if (line.contains("Authorization Violation")) {
                    boolean unused = connecting.wake(); // the driver would wait for an answer as long as it may
                }
            } else if (line.startsWith("INFO ") && line.contains("\"tls_required\":true") && !options.areEncrypted()) {
                objection = "the server takes encrypted connections only: its URL is tls://...";
            }
            watcher.said(line);
        }

        @Override
        public void notEncrypted(IOException why) {
            objection = "TLS has failed: " + why.getMessage();
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
