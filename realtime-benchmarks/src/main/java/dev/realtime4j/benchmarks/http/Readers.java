package dev.realtime4j.benchmarks.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Many streams, read by one thread, which counts the messages by a mark that each of them holds once. After the mark stands
 * when the message was sent; how long they took is kept in µs.
 */
final class Readers implements AutoCloseable {
    static final char MARK = '~';
    private static final int DIGITS = 18;
    private static final long HANGS_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int MOST_TIMES = 4_000_000;

    private final boolean frames;
    private final Selector selector = Selector.open();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final AtomicLong received = new AtomicLong();
    private final Thread thread = new Thread(this::read, "readers");
    private final int[] micros = new int[MOST_TIMES];
    private volatile boolean timed;
    private volatile int times;
    private volatile boolean closed;

    /** What a message says of when it was due to be sent, a {@link System#nanoTime}. */
    static String stamp(long due) {
        return MARK + String.format("%0" + DIGITS + "d", due);
    }

    /**
     * Opens streams and waits until all are followed.
     *
     * @param contestant whose streams they are
     * @param targets the query and further headers of each stream
     */
    Readers(URI uri, int count, Contestant contestant, IntFunction<String> targets, String headers) throws IOException {
        frames = contestant == Contestant.SOCKET_IO;
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(uri.getHost(), uri.getPort()));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.write(contestant.follow(uri, targets.apply(i), headers));
            channels.add(channel);
        }
        for (SocketChannel channel : channels) {
            if (frames) {
                String unused = readUntil(SocketIo.OPEN, channel);
                channel.write(SocketIo.connect());
            }
            String head = readUntil(contestant.greeting, channel);
            received.addAndGet(head.chars().filter(c -> c == MARK).count());
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
        thread.setDaemon(true);
        thread.start();
    }

    private static String readUntil(String wanted, SocketChannel channel) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(4096);
        StringBuilder head = new StringBuilder();
        while (head.indexOf(wanted) < 0) {
            answer.clear();
            if (channel.read(answer) < 0) {
                throw new IOException("The server has closed a stream: " + head);
            }
            head.append(new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8));
        }
        return head.toString();
    }

    static ByteBuffer request(URI uri, String query, String headers) {
        return ByteBuffer.wrap(("GET " + uri.getPath() + query + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                        + "\r\nAccept: text/event-stream\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    /** Keeps times from now on. */
    void time() {
        times = 0;
        timed = true;
    }

    /** The time in ms within which a part of the messages came, such as 0.99. */
    double millis(double part) {
        int[] sorted = Arrays.copyOf(micros, times);
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[(int) (part * (sorted.length - 1))] / 1000.0;
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
        byte[] bytes = new byte[buffer.capacity()];
        try {
            while (!closed) {
                selector.select(
                        key -> {
                            try {
                                buffer.clear();
                                int length = ((SocketChannel) key.channel()).read(buffer);
                                if (length < 0) {
                                    key.cancel();
                                } else {
                                    buffer.flip().get(bytes, 0, length);
                                    count(bytes, length);
                                    if (frames && SocketIo.hasPing(bytes, length)) {
                                        ((SocketChannel) key.channel()).write(SocketIo.pong());
                                    }
                                }
                            } catch (IOException e) {
                                key.cancel();
                            }
                        },
                        100);
            }
        } catch (ClosedSelectorException over) {
            // while it looked at what is ready
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void count(byte[] bytes, int length) {
        int marks = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == MARK) {
                marks++;
                if (timed && i + DIGITS < length && times < MOST_TIMES) {
                    took(bytes, i + 1);
                }
            }
        }
        received.lazySet(received.get() + marks);
    }

    private void took(byte[] bytes, int at) {
        long sent = 0;
        for (int i = at; i < at + DIGITS; i++) {
            sent = 10 * sent + bytes[i] - '0';
        }
        int count = times;
        micros[count] = (int) Math.min(Integer.MAX_VALUE, (System.nanoTime() - sent) / 1000);
        times = count + 1;
    }

    long received() {
        return received.get();
    }

    /** Waits until so many messages were read; fails if that hangs. */
    void await(long count) {
        long end = System.nanoTime() + HANGS_NANOS;
        while (received.get() < count) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("Of " + count + " messages only " + received + " were read");
            }
            LockSupport.parkNanos(50_000);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        for (SocketChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }
}
