package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers, or proxies, that begin an answer and never end it. */
class RemoteStallTest {
    private static final Duration ALLOWED = Duration.ofMillis(500);
    private static final String LARGE = "x".repeat(400 * 1024); // two of them take two requests

    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final ServerSocket listening = listen();
    private final RemoteServer server = new RemoteServer(
            URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/api/realtime"), null, ALLOWED, ALLOWED);
    private final RemoteTransport transport = new RemoteTransport(server, told -> {});

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        transport.close();
    }

    /** Answers requests by their number and body; an answer whose length is not right is never ended. */
    private void answer(Function<String, String> answers) {
        start(() -> {
            while (true) {
                Socket socket = listening.accept();
                sockets.add(socket);
                start(() -> {
                    while (true) {
                        String body = readBody(socket.getInputStream());
                        bodies.add(body);
                        socket.getOutputStream().write(answers.apply(body).getBytes(StandardCharsets.US_ASCII));
                    }
                });
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // closed by the client, or by the test
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static String readBody(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended");
            }
            head.append((char) next);
        }
        String length = head.toString().toLowerCase(Locale.ROOT).replaceAll("(?s).*content-length: (\\d+).*", "$1");
        return length.matches("\\d+")
                ? new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8)
                : "";
    }

    private static String stored(String body) {
        return "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n"
                + (body.contains("stall") ? "" : "[{\"id\":\"1-1\"}]");
    }

    private CompletableFuture<MessageId> emit(String data) {
        byte[] json = ('"' + data + '"').getBytes(StandardCharsets.UTF_8);
        return transport.append("c", new Entry("e", json, null)).toCompletableFuture();
    }

    private static EmitException.@Nullable Stored failed(CompletableFuture<MessageId> emit) {
        await().until(emit::isDone);
        return emit.handle((id, failure) -> failure instanceof EmitException known ? known.stored() : null)
                .join();
    }

    @Test
    void anAnswerThatIsNeverWholeHoldsUpNobody() {
        answer(RemoteStallTest::stored);
        CompletableFuture<MessageId> first = emit("stall");
        await().until(() -> bodies.size() == 1);
        CompletableFuture<MessageId> second = emit("stall" + LARGE);
        CompletableFuture<MessageId> third = emit("late" + LARGE);
        assertThat(failed(first)).isEqualTo(EmitException.Stored.UNKNOWN);
        assertThat(failed(second)).isEqualTo(EmitException.Stored.UNKNOWN);
        assertThat(failed(third)).isEqualTo(EmitException.Stored.NO); // it waited for longer than an emit may take
        assertThat(emit("now").join()).isEqualTo(MessageId.parse("1-1"));
        assertThat(bodies).hasSize(3).noneMatch(body -> body.contains("late"));
    }

    @Test
    void aRefusalThatIsNeverWholeEndsNoSubscription() {
        String frame = "data: {\"type\":\"connected\",\"channel\":\"c\",\"cursor\":\"1-1\"}\n\n";
        String stream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: ";
        answer(body -> switch (bodies.size()) {
            case 1 -> stream + frame.length() + "\r\n\r\n" + frame; // and ends
            case 2 -> "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 100\r\n\r\n";
            default -> stream + 2 * frame.length() + "\r\n\r\n" + frame;
        });
        Told told = new Told();
        var unused = transport.listen("c", told).toCompletableFuture().join();
        await().untilAsserted(() -> assertThat(told.all).containsExactly("interrupted", "restored"));
        assertThat(bodies).hasSize(3);
    }

    private static final class Told implements Sink {
        final List<String> all = new CopyOnWriteArrayList<>();

        @Override
        public void entry(StoredEntry entry, @Nullable MessageId previous) {
            all.add("entry");
        }

        @Override
        public void changed() {
            all.add("changed");
        }

        @Override
        public void interrupted(Throwable cause) {
            all.add("interrupted");
        }

        @Override
        public void restored() {
            all.add("restored");
        }
    }
}
