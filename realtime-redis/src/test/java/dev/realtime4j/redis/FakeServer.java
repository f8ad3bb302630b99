package dev.realtime4j.redis;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers one command as it is told to, and all else with OK: for versions that are hard to come by, and for faults. */
final class FakeServer implements Closeable {
    /** What a server that can be used says of itself. */
    static final String HELLO =
            "*8\r\n+version\r\n+7.0.0\r\n+proto\r\n:2\r\n+mode\r\n+standalone\r\n+role\r\n+master\r\n";

    private final ServerSocket door;
    private final String special;
    private final String answer;
    private final AtomicInteger asked = new AtomicInteger();

    /**
     * Launches it.
     *
     * @param hello the answer to HELLO, as sent
     */
    FakeServer(String hello) throws IOException {
        this("HELLO", hello);
    }

    /**
     * Launches it.
     *
     * @param special how the command begins, its parts separated by spaces
     * @param answer the answer to it, as sent; empty for none
     */
    FakeServer(String special, String answer) throws IOException {
        this(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), special, answer);
    }

    /** Launches it behind a door that may be encrypted. */
    FakeServer(ServerSocket door, String special, String answer) {
        this.door = door;
        this.special = special;
        this.answer = answer;
        Thread thread = new Thread(this::serve, "fake-server");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "redis://" + address();
    }

    String address() {
        return "127.0.0.1:" + door.getLocalPort();
    }

    /** How often the one command has come. */
    int asked() {
        return asked.get();
    }

    private void serve() {
        while (!door.isClosed()) {
            try (Socket socket = door.accept();
                    InputStream in = new BufferedInputStream(socket.getInputStream())) {
                OutputStream out = socket.getOutputStream();
                for (int left = number(in); left > 0; left = number(in)) {
                    // The count of the parts, then for each its length and the part.
                    List<String> parts = new ArrayList<>();
                    for (; left > 0; left--) {
                        byte[] part = in.readNBytes(number(in));
                        parts.add(new String(part, StandardCharsets.US_ASCII));
                        in.skipNBytes(2);
                    }
                    out.write(answer(String.join(" ", parts)).getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                }
            } catch (IOException ended) {
                // The client or the test has ended.
            }
        }
    }

    /** The next line, without the sign before it; 0 at the end. */
    private static int number(InputStream in) throws IOException {
        int number = 0;
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            number = Character.isDigit(c) ? number * 10 + c - '0' : number;
        }
        return number;
    }

    private String answer(String command) {
        if (command.startsWith(special)) {
            asked.incrementAndGet();
            return answer;
        }
        return command.startsWith("HELLO") ? HELLO : "+OK\r\n";
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
