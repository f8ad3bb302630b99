package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.HistoryQuery;
import dev.realtime4j.MessageId;
import dev.realtime4j.tck.broker.NatsServer;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that others may write into a stream: a server takes any bytes. */
@Tag("once")
class ForeignHeadersTest {
    private static final NatsServer SERVER = NatsServer.launch();
    private static final String URL = "nats://127.0.0.1:" + SERVER.port();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** Publishes as no client library does, and waits until the server has taken it. */
    private static void publish(String subject, String headers) throws IOException {
        try (Socket socket = new Socket(SERVER.host(), SERVER.port())) {
            byte[] bytes = headers.getBytes(StandardCharsets.ISO_8859_1);
            String sent = "CONNECT {\"verbose\":false,\"headers\":true}\r\nHPUB " + subject + " " + bytes.length + " "
                    + bytes.length + "\r\n" + headers + "\r\nPING\r\n";
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
            awaitPong(socket.getInputStream());
        }
    }

    private static void awaitPong(InputStream in) throws IOException {
        StringBuilder said = new StringBuilder();
        while (said.indexOf("PONG\r\n") < 0) {
            int next = in.read();
            assertThat(next).as(said.toString()).isNotNegative();
            said.append((char) next);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NATS/1.0\r\n\r\n",
                "NATS/1.0 404\r\n\r\n",
                "NATS/1.0 503\r\n\r\n",
                "NATS/1.0 409 Odd\r\n\r\n",
                "NATS/1.0 404 cut off",
                "NATS/1.0\r\nno colon\r\n\r\n",
                "NATS/1.0\r\nX: caf\u00e9\r\n\r\n",
                "NATS/1.0\r\n: x\r\n\r\n",
                "NATS/1.0\r\nX Y: z\r\n\r\n",
                "NATS/1.0\r\nNats-Sequence: x\r\n\r\n",
                "NATS/1.0\r\nNats-Stream: rt_all\r\nNats-Sequence: 1\r\nNats-Subject: rt.all.other\r\n\r\n",
                "garbage!!!!"
            })
    void whateverTheyAreNothingIsLost(String headers) throws IOException {
        String channel = "odd-" + Integer.toHexString(headers.hashCode());
        try (Client client = new Client(URL)) {
            client.subscribe(channel);
            client.emit(channel, 1);
            publish("rt.all." + channel, headers);
            assertThat(client.history(channel))
                    .as("where it is the newest record")
                    .containsExactly("1");
            client.emit(channel, 2);
            client.awaitTold("1", "2");
            assertThat(client.told()).containsExactly("1", "2");
            assertThat(client.gaps()).isEmpty();
            assertThat(client.history(channel)).containsExactly("1", "2");
            assertThat(client.realtime()
                            .channel(channel)
                            .history(HistoryQuery.latest(10))
                            .messages())
                    .hasSize(2);
        }
    }

    @Test
    void whatARecordSaysOfItsPlaceIsNotBelieved() {
        try (NatsTransport transport = TestTransports.open(URL)) {
            TestTransports.append(transport, "place", "1");
            LiveRecorder sink = new LiveRecorder();
            transport.listen("place", sink).toCompletableFuture().join();
            Client.bare(URL, connection -> {
                Headers headers = Records.headers("e", 7, null)
                        .put("Nats-Sequence", "1000000")
                        .put("Nats-Last-Sequence", "999999");
                long seq = connection
                        .jetStream()
                        .publish("rt.all.place", headers, "2".getBytes(StandardCharsets.UTF_8))
                        .getSeqno();
                assertThat(sink.awaitFirst()).isEqualTo(new MessageId(seq, 7));
            });
        }
    }

    /** As a bridge does that forwards what it was republished, with all headers. */
    @Test
    void whatIsForwardedWithTheHeadersOfAServerIsAMessageOfItsOwnPlace() {
        try (Client client = new Client(URL)) {
            client.subscribe("bridge");
            for (int i = 1; i <= 3; i++) {
                client.emit("bridge", i);
            }
            Client.bare(URL, connection -> {
                for (int i = 4; i <= 6; i++) {
                    Headers headers = Records.headers("e", System.currentTimeMillis(), null)
                            .put("Nats-Stream", "other")
                            .put("Nats-Sequence", Integer.toString(i - 3))
                            .put("Nats-Last-Sequence", Integer.toString(i - 4));
                    connection
                            .jetStream()
                            .publish(
                                    "rt.all.bridge",
                                    headers,
                                    Integer.toString(i).getBytes(StandardCharsets.UTF_8));
                }
            });
            client.emit("bridge", 7);
            client.awaitTold("7");
            String[] all =
                    IntStream.rangeClosed(1, 7).mapToObj(Integer::toString).toArray(String[]::new);
            assertThat(client.told()).containsExactly(all);
            assertThat(client.history("bridge")).containsExactly(all);
            assertThat(client.gaps()).isEmpty();
        }
    }
}
