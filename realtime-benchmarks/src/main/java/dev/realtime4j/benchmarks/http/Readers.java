package dev.realtime4j.benchmarks.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Many streams, read by one thread, which counts the messages by a mark that each of them holds once. */
final class Readers implements AutoCloseable {
    static final char MARK = '~';

    private final Selector selector = Selector.open();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final AtomicLong received = new AtomicLong();
    private final Thread thread = new Thread(this::read, "readers");
    private volatile boolean closed;

    Readers(URI uri, int count) throws IOException {
        byte[] request = ("GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer answer = ByteBuffer.allocate(4096);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(uri.getHost(), uri.getPort()));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.write(ByteBuffer.wrap(request));
            channels.add(channel);
        }
        for (SocketChannel channel : channels) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("connected") < 0) { // from now on it is followed
                answer.clear();
                if (channel.read(answer) < 0) {
                    throw new IOException("The server has closed a stream");
                }
                head.append(new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8));
            }
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
        thread.setDaemon(true);
        thread.start();
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
                                }
                            } catch (IOException e) {
                                key.cancel();
                            }
                        },
                        100);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void count(byte[] bytes, int length) {
        int marks = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == MARK) {
                marks++;
            }
        }
        received.lazySet(received.get() + marks);
    }

    long received() {
        return received.get();
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
