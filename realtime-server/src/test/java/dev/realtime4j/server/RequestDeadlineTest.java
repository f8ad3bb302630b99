package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.http.Reply;
import dev.realtime4j.server.netty.NettyServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that say nothing, or a byte now and then. */
class RequestDeadlineTest {
    private static final Duration ALLOWED = Duration.ofMillis(500);
    private static final String LARGE = "x".repeat(16 * 1024 * 1024);

    private static NettyServer server() throws IOException {
        return NettyServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ALLOWED,
                ALLOWED,
                (request, response) ->
                        response.send(Reply.text(200, request.path().equals("/large") ? LARGE : "yes")));
    }

    private static Socket connected(NettyServer server) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    @Test
    void whoSaysNothingIsCutOff() throws IOException {
        try (NettyServer server = server();
                Socket socket = connected(server)) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whoSendsAByteNowAndThenIsCutOff() throws IOException {
        try (NettyServer server = server();
                Socket socket = connected(server)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
            long start = System.nanoTime();
            await().pollInterval(Duration.ofMillis(50)).until(() -> isCutOff(socket));
            assertThat(System.nanoTime() - start).isGreaterThan(ALLOWED.toNanos() / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep-alive", "close"})
    void whoReadsNoAnswerIsCutOff(String connection) throws IOException {
        try (NettyServer server = server();
                Socket socket = connected(server)) {
            String request = "GET /large HTTP/1.1\r\nHost: x\r\nConnection: " + connection + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            await().pollInterval(Duration.ofMillis(50)).until(() -> isCutOff(socket));
        }
    }

    private static boolean isCutOff(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return false;
        } catch (IOException cut) {
            return true;
        }
    }

    @Test
    void whoAsksNothingMoreIsCutOff() throws IOException {
        try (NettyServer server = server();
                Socket socket = connected(server)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("yes");
        }
    }
}
