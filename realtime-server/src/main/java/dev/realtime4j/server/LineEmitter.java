package dev.realtime4j.server;

import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Emits the lines of standard input. A thread reads and emits, some hundred lines ahead of the acknowledgements; the
 * caller's thread prints the ids in the order of the lines. Ends at the first line that fails.
 */
final class LineEmitter {
    private static final int AHEAD = 512;
    private static final int LONGEST_LINE = 64 * 1024 * 1024;

    private final Streams streams;
    private final Function<byte[], CompletableFuture<MessageId>> emit;
    private final JsonLines lines;
    private final Semaphore ahead = new Semaphore(AHEAD);
    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private final Object sending = new Object();
    private boolean stopped;

    /** A line on its way; without an acknowledgement it stands for the end of the input. */
    private record Sent(long line, @Nullable CompletableFuture<MessageId> acknowledged) {}

    /** What has become of the lines that were on their way when one failed. */
    private record Left(long stored, long unknown) {}

    LineEmitter(Streams streams, Function<byte[], CompletableFuture<MessageId>> emit) {
        this.streams = streams;
        this.emit = emit;
        lines = new JsonLines(streams.out());
    }

    /** Emits all lines and gives the exit code. */
    int run() throws InterruptedException {
        Thread reader = new Thread(this::read, "standard-input");
        // Nothing can wake a thread that waits for input: it must not keep the JVM.
        reader.setDaemon(true);
        reader.start();
        try (Progress progress = new Progress(streams.err())) {
            long count = 0;
            while (true) {
                Sent next = sent.take();
                if (next.acknowledged == null) {
                    return 0;
                }
                try {
                    if (!lines.print(new EmitCommand.Stored(next.acknowledged.join()))
                            && streams.out().failure() != null) {
                        progress.erase();
                        return unwritable(next.line, count + 1);
                    }
                } catch (CompletionException e) {
                    progress.erase();
                    return failed(next.line, count, e.getCause() == null ? e : e.getCause());
                }
                ahead.release();
                progress.at(++count);
            }
        }
    }

    private void read() {
        long number = 0;
        // Not closed: where the process has no standard input, this is a file that the JVM needs.
        InputStream in = new BufferedInputStream(streams.in(), 1 << 16);
        try {
            byte[] line = next(in);
            while (line != null) {
                number++;
                if (!isBlank(line)) {
                    ahead.acquire();
                    send(number, line);
                }
                line = next(in);
            }
            sent.add(new Sent(number, null));
        } catch (IOException | RuntimeException e) {
            sent.add(new Sent(number, CompletableFuture.failedFuture(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(long number, byte[] line) {
        synchronized (sending) {
            if (!stopped) {
                sent.add(new Sent(number, emit.apply(line)));
            }
        }
    }

    /** Tells which line failed and what became of the lines around it, so that the caller can go on from there. */
    private int failed(long line, long before, Throwable cause) {
        Left left = stop();
        String message = cause instanceof RealtimeException || cause instanceof IllegalArgumentException
                ? String.valueOf(cause.getMessage())
                : cause.toString();
        streams.err().println("realtime: line " + line + ": " + message);
        streams.err()
                .println("Stored: " + before + " messages before line " + line + ", " + left.stored
                        + " after it, which were on their way already.");
        tellUnknown(line, left.unknown + (isUnknown(cause) ? 1 : 0));
        return cause instanceof IllegalArgumentException ? Main.WRONG : Main.FAILED;
    }

    /** Without the ids on record nothing more is to be stored; why they are not is told at the end of the command. */
    private int unwritable(long line, long upTo) {
        Left left = stop();
        streams.err()
                .println("Stored: " + upTo + " messages up to line " + line + ", " + left.stored
                        + " after it, which were on their way already.");
        tellUnknown(line + 1, left.unknown);
        return Main.FAILED;
    }

    /** Whoever repeats all that is not told to be stored would store it twice (Rule E5). */
    private void tellUnknown(long from, long count) {
        if (count > 0) {
            streams.err()
                    .println("Not known: whether " + count + (count == 1 ? " more message" : " more messages")
                            + " from line " + from + " on " + (count == 1 ? "is" : "are")
                            + " stored; read the history before repeating them.");
        }
    }

    /** Sends no more, and counts what has come of what was on its way. */
    private Left stop() {
        synchronized (sending) {
            stopped = true;
        }
        long stored = 0;
        long unknown = 0;
        for (Sent next = sent.poll(); next != null; next = sent.poll()) {
            if (next.acknowledged != null) {
                Throwable failure = failure(next.acknowledged);
                stored += failure == null ? 1 : 0;
                unknown += isUnknown(failure) ? 1 : 0;
            }
        }
        return new Left(stored, unknown);
    }

    /** Waits until it is known what has become of a message; null: it is stored. */
    private static @Nullable Throwable failure(CompletableFuture<MessageId> acknowledged) {
        try {
            var unused = acknowledged.join();
            return null;
        } catch (CompletionException e) {
            return e.getCause() == null ? e : e.getCause();
        }
    }

    private static boolean isUnknown(@Nullable Throwable failure) {
        return failure instanceof EmitException failed && failed.stored() == EmitException.Stored.UNKNOWN;
    }

    /** The next line without its end, or null at the end of the input. */
    private static byte @Nullable [] next(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            if (line.size() == LONGEST_LINE) {
                throw new IllegalArgumentException("longer than " + LONGEST_LINE + " bytes");
            }
            line.write(next);
            next = in.read();
        }
        byte[] bytes = line.toByteArray();
        boolean windows = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return windows ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    private static boolean isBlank(byte[] line) {
        for (byte next : line) {
            if (next != ' ' && next != '\t') {
                return false;
            }
        }
        return true;
    }
}
