package dev.realtime4j.benchmarks.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over one connection without waiting for their answers, which another thread reads, so that who can publish
 * only one message with a request is not slowed down by that.
 */
final class Publisher implements AutoCloseable {
    private static final String STATUS = "HTTP/1.1 ";

    private final URI server;
    private final SocketChannel channel;
    private final Thread answers = new Thread(this::read, "answers");
    private volatile @Nullable String refused;

    Publisher(URI server) throws IOException {
        this.server = server;
        channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        answers.setDaemon(true);
        answers.start();
    }

    /**
     * Sends a request.
     *
     * @param query of its target
     * @param json its body
     * @throws IOException if the connection has ended, or an earlier request was refused
     */
    void post(String query, String json) throws IOException {
        if (refused != null) {
            throw new IOException("A request to publish at " + server + " was answered with " + refused);
        }
        ByteBuffer request =
                ByteBuffer.wrap(("POST " + server.getPath() + query + " HTTP/1.1\r\nHost: " + server.getAuthority()
                                + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n"
                                + json)
                        .getBytes(StandardCharsets.US_ASCII));
        while (request.hasRemaining()) {
            channel.write(request);
        }
    }

    /** Looks at the status of each answer. */
    private void read() {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        String rest = "";
        try {
            while (channel.read(buffer.clear()) >= 0) {
                String text = rest + StandardCharsets.US_ASCII.decode(buffer.flip());
                int end = 0;
                for (int at = text.indexOf(STATUS); at >= 0 && at + STATUS.length() + 3 <= text.length(); ) {
                    end = at + STATUS.length() + 3;
                    if (text.charAt(at + STATUS.length()) != '2') {
                        refuse(text.substring(at));
                    }
                    at = text.indexOf(STATUS, end);
                }
                rest = text.substring(Math.max(end, text.length() - STATUS.length() - 3));
            }
            refuse("the end of the connection");
        } catch (IOException e) {
            refuse(e.toString());
        }
    }

    /** Keeps the first reason: others follow from it. */
    private void refuse(String why) {
        if (refused == null) {
            refused = why;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
