package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.http.HttpRequest;
import dev.realtime4j.http.HttpResponse;
import dev.realtime4j.http.Reply;
import dev.realtime4j.server.netty.NettyServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Clients that ask much at once, that do not read the answers, and that come when the server closes. */
class NettyServerTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int LOOPS = Runtime.getRuntime().availableProcessors();
    private static final String LARGE = "x".repeat(256 * 1024);

    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch free = new CountDownLatch(1);
    private final AtomicInteger answers = new AtomicInteger();

    @Test
    void allIsAnsweredHoweverMuchIsAskedAtOnce() throws Exception {
        try (NettyServer server = server();
                Socket client = connected(server)) {
            ask(client, request("/").repeat(2_000) + last("/"));
            assertThat(answers(client)).isEqualTo(2_001);
        }
    }

    @Test
    void whoDoesNotReadTheAnswersIsAnsweredNoMore() throws Exception {
        try (NettyServer server = server();
                Socket client = connected(server)) {
            ask(client, request("/large").repeat(100) + last("/"));
            await().until(() -> answers.get() > 0);
            await().during(Duration.ofMillis(500)).until(() -> answers.get() < 20);
            assertThat(answers(client)).isEqualTo(101);
        }
    }

    @Test
    void whoWasLetInAtTheLastMomentIsNotLeftWaiting() throws Exception {
        NettyServer server = server();
        List<Socket> clients = new ArrayList<>();
        try {
            clients.add(connected(server));
            ask(clients.get(0), request("/keep-a-thread-busy"));
            busy.await();
            for (int i = 0; i < 2 * LOOPS; i++) {
                Socket client = connected(server);
                clients.add(client);
                ask(client, request("/"));
            }
            await().until(() -> answers.get() >= LOOPS); // so that one before them waits for the busy thread
            Thread closing = new Thread(server::close);
            closing.start();
            await().until(() -> closing.getState() == Thread.State.TIMED_WAITING); // for the threads to end
            free.countDown();
            closing.join();
            for (Socket client : clients) {
                assertThat(isOver(client)).isTrue();
            }
        } finally {
            free.countDown();
            server.close();
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private NettyServer server() throws IOException {
        return NettyServer.start(
                new InetSocketAddress(HERE, 0), Duration.ofMinutes(1), Duration.ofMinutes(1), this::answer);
    }

    private void answer(HttpRequest request, HttpResponse response) {
        if (request.path().equals("/keep-a-thread-busy")) {
            busy.countDown();
            try {
                free.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        answers.incrementAndGet();
        Reply reply = Reply.text(200, request.path().equals("/large") ? LARGE : "yes");
        ForkJoinPool.commonPool().execute(() -> response.send(reply));
    }

    private static Socket connected(NettyServer server) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 * 1024);
        socket.setSoTimeout(10_000);
        socket.connect(server.address());
        return socket;
    }

    private static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private static String last(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    }

    private static void ask(Socket client, String requests) throws IOException {
        client.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
    }

    /** How many answers come up to the end of the connection. */
    private static int answers(Socket client) throws IOException {
        String all = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return all.split("HTTP/1.1 200 ", -1).length - 1;
    }

    /** Fails if nothing comes for long. */
    private static boolean isOver(Socket client) throws IOException {
        try {
            client.getInputStream().readAllBytes();
            return true;
        } catch (SocketException reset) {
            return true;
        }
    }
}
