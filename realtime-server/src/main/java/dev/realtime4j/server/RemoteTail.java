package dev.realtime4j.server;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The stream of one channel of a server, connected again for ever. A stream that resumes after its last message misses
 * nothing by itself, so that only a connection that cannot be had at once is told as an interruption.
 */
final class RemoteTail implements Tail {
    private static final Duration SILENCE = Duration.ofSeconds(45); // the server says something every 15 s
    private static final long FIRST_DELAY_MILLIS = 100;
    private static final int MOST_DOUBLINGS = 6;

    private final RemoteServer server;
    private final String channel;
    private final Sink sink;
    private final Consumer<String> told;
    private final Consumer<RemoteTail> whenClosed;
    private final CompletableFuture<Tail> standing = new CompletableFuture<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;

    private volatile MessageId head = MessageId.BEGINNING;
    private volatile long heardAt = System.nanoTime();
    private volatile @Nullable InputStream stream;
    private @Nullable MessageId last;
    private boolean doubtful;
    private boolean away;
    private boolean asked;
    private int failures;
    private @Nullable String refusal;

    RemoteTail(RemoteServer server, String channel, Sink sink, Consumer<String> told, Consumer<RemoteTail> whenClosed) {
        this.server = server;
        this.channel = channel;
        this.sink = sink;
        this.told = told;
        this.whenClosed = whenClosed;
        this.thread = new Thread(this::run, "realtime-remote");
        thread.setDaemon(true);
    }

    CompletionStage<Tail> start() {
        thread.start();
        return standing;
    }

    @Override
    public MessageId head() {
        return head;
    }

    @Override
    public Duration recheck() {
        return Duration.ZERO;
    }

    private void run() {
        try {
            while (isOpen()) {
                try {
                    follow();
                    if (!asked) {
                        interrupted(new IOException("the server has ended the stream"));
                    }
                } catch (IOException | RealtimeException | JacksonException | IllegalArgumentException e) {
                    interrupted(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private boolean isOpen() {
        return end.getCount() > 0 && !standing.isCompletedExceptionally();
    }

    private void follow() throws IOException, InterruptedException {
        asked = false;
        try (InputStream opened = server.open(channel, last == null ? null : last.toString());
                BufferedReader lines = new BufferedReader(new InputStreamReader(opened, StandardCharsets.UTF_8))) {
            heardAt = System.nanoTime();
            stream = opened; // after that: it is cut if nothing was heard for long
            String event = "";
            for (String line = lines.readLine(); line != null && isOpen(); line = lines.readLine()) {
                heardAt = System.nanoTime();
                if (line.startsWith("event: ")) {
                    event = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    take(event, line.substring("data: ".length()));
                } else if (line.isEmpty()) {
                    event = "";
                }
            }
        } finally {
            stream = null;
        }
    }

    private void take(String event, String data) {
        if (!event.isEmpty()) { // a gap or a reset: the engine asks, and the server's history says which
            doubtful = true;
            sink.changed();
            return;
        }
        RemoteJson.Frame frame = RemoteJson.frame(data.getBytes(StandardCharsets.UTF_8));
        StoredEntry entry = frame.entry();
        if (entry != null) {
            MessageId previous = doubtful ? null : last;
            last = entry.id();
            doubtful = false;
            sink.entry(entry, previous);
        } else if (frame.type().equals("connected")) {
            connected(frame.cursor());
        } else if (frame.type().equals("reconnect")) {
            asked = true;
        }
    }

    private void connected(@Nullable MessageId cursor) {
        failures = 0;
        refusal = null;
        if (last == null) {
            head = cursor == null ? MessageId.BEGINNING : cursor;
            last = head;
            standing.complete(this);
        } else if (away) {
            away = false;
            sink.restored();
        }
    }

    /** Tells it once, and waits; longer with each failure. What cannot be had in the first place is not tried again. */
    private void interrupted(Exception cause) throws InterruptedException {
        if (!isOpen()) {
            return;
        }
        if (last == null) {
            standing.completeExceptionally(
                    cause instanceof RealtimeException
                            ? cause
                            : new RealtimeException(
                                    "the stream of the server at " + server + " broke: " + cause, cause, true));
            return;
        }
        if (!away) {
            away = true;
            sink.interrupted(cause);
        }
        tellRefusal(cause);
        long most = FIRST_DELAY_MILLIS << Math.min(failures++, MOST_DOUBLINGS);
        boolean unused = end.await(ThreadLocalRandom.current().nextLong(most / 2, most + 1), TimeUnit.MILLISECONDS);
    }

    /** What will be refused again until somebody does something, such as a token that has expired: once. */
    private void tellRefusal(Exception cause) {
        if (cause instanceof RemoteServer.Refused refused && !refused.retryable()) {
            String message = String.valueOf(refused.getMessage());
            if (!message.equals(refusal)) {
                refusal = message;
                told.accept("realtime: " + message + "; trying again");
            }
        }
    }

    /** A line that was cut without a word is noticed by its silence. */
    void endIfSilent() {
        if (System.nanoTime() - heardAt > SILENCE.toNanos()) {
            cut();
        }
    }

    private void cut() {
        InputStream open = stream;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // its reader notices
            }
        }
    }

    @Override
    public void close() {
        end.countDown();
        cut();
        thread.interrupt();
        whenClosed.accept(this);
        if (Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
