package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.support.IncomingHeadersProcessor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a server may send, and what the driver gets to read of it. */
class HeaderGuardTest {
    private static final String ADDED = "Nats-Stream: rt_all\r\nNats-Subject: rt.all.c\r\nNats-Sequence: 42\r\n\r\n";
    private static final List<String> PLAIN = List.of(
            "INFO {\"server_id\":\"x\"}\r\n",
            message(
                    "rt.live.all.c 1",
                    "NATS/1.0\r\nRt-Event: e\r\nRt-Time: 1\r\nEmpty:\r\nX: \r\nY:\tz\r\n" + ADDED,
                    "1"),
            "PING\r\n",
            "MSG a 1 24\r\n\r\nHMSG a 1 12 12\r\nNATS/1\r\n",
            message("_INBOX.x 2", "NATS/1.0 503\r\n\r\n", ""),
            "+OK\r\nPONG\r\n",
            message("_INBOX.x 2", "NATS/1.0 408 Request Timeout\r\nNats-Pending-Messages: 1\r\n\r\n", ""),
            message("_INBOX.x 2 $JS.FC.a.b", "NATS/1.0 100 FlowControl Request\r\n\r\n", ""),
            message("_INBOX.x 2 $JS.ACK.a.b", "NATS/1.0\r\n\r\n", "\r\n\r\n"),
            "MSG a 1 reply 0\r\n\r\n",
            "-ERR 'Stale Connection'\r\n");

    private static String message(String head, String headers, String payload) {
        int size = headers.length();
        return "HMSG " + head + " " + size + " " + (size + payload.length()) + "\r\n" + headers + payload + "\r\n";
    }

    private final List<String> others = new ArrayList<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What comes out of what comes in; at most so many bytes are asked for at once. */
    private String read(InputStream in, int most) throws IOException {
        HeaderGuard guard = new HeaderGuard(in::read, others::add);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[most + 3];
        for (int count = guard.read(buffer, 3, most); count > 0; count = guard.read(buffer, 3, most)) {
            out.write(buffer, 3, count);
        }
        assertThat(guard.isEmpty()).isTrue();
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private String read(String sent) throws IOException {
        return read(new ByteArrayInputStream(bytes(sent)), 1 << 15);
    }

    private static InputStream cut(String sent, int at) {
        return new SequenceInputStream(
                new ByteArrayInputStream(bytes(sent.substring(0, at))),
                new ByteArrayInputStream(bytes(sent.substring(at))));
    }

    @Test
    void whatIsInOrderPassesUnchangedWhereverItIsCut() throws IOException {
        String all = String.join("", PLAIN);
        for (int at = 0; at <= all.length(); at++) {
            assertThat(read(cut(all, at), 1 << 15)).isEqualTo(all);
            assertThat(read(cut(all, at), 1 + at % 7)).isEqualTo(all);
        }
    }

    @Test
    void whatIsRewrittenIsTheSameWhereverItIsCut() throws IOException {
        String odd =
                message("rt.live.all.c 1", "NATS/1.0 404\r\nno colon\r\nRt-Event: e\r\n" + ADDED, "data") + "PING\r\n";
        String wanted = message("rt.live.all.c 1", "NATS/1.0\r\nRt-Event: e\r\n" + ADDED, "data") + "PING\r\n";
        for (int at = 0; at <= odd.length(); at++) {
            assertThat(read(cut(odd, at), 1 + at % 7)).isEqualTo(wanted);
        }
    }

    @Test
    void whatTheServerSaysBesidesMessagesIsHeard() throws IOException {
        read(String.join("", PLAIN));
        assertThat(others)
                .containsExactly("INFO {\"server_id\":\"x\"}", "PING", "+OK", "PONG", "-ERR 'Stale Connection'");
    }

    @Test
    void linesThatTheDriverCannotReadAreLeftOut() throws IOException {
        for (String line : List.of(
                "no colon",
                "X: caf\u00e9",
                ": x",
                "X Y: z",
                "X : z",
                "\u00e9: z",
                " X: z",
                "X: a\rb",
                "X: a\nb: c",
                "\0: x",
                "")) {
            String odd = message("s 1", "NATS/1.0\r\nA: b\r\n" + line + "\r\nC: d\r\n" + ADDED, "1");
            assertThat(read(odd)).as(line).isEqualTo(message("s 1", "NATS/1.0\r\nA: b\r\nC: d\r\n" + ADDED, "1"));
        }
    }

    /** A server puts its own lines where the last line end of the record's headers was, whatever that was. */
    @Test
    void whatIsNoHeaderAtAllIsLeftOut() throws IOException {
        for (String block :
                List.of("garbage!!", "NATS/1.0", "NATS/1.0 4", "NATS/1.0 404 ", "NATS/1.0 \r\n", "\r\n", "")) {
            String read = read(message("s 1", block + ADDED, ""));
            assertThat(read).as(block).endsWith(ADDED.substring(ADDED.indexOf("Nats-Subject")) + "\r\n");
            assertThat(read.lines().skip(1).findFirst()).as(block).hasValue("NATS/1.0");
        }
    }

    @Test
    void aRecordHasNoStatusAndAServersAnswerKeepsIts() throws IOException {
        String status = "NATS/1.0 404 No Messages\r\n\r\n";
        String none = "NATS/1.0\r\n\r\n";
        assertThat(read(message("_INBOX.x 1", status, ""))).isEqualTo(message("_INBOX.x 1", status, ""));
        assertThat(read(message("s 1 $JS.ACK.rt_all.c.1.2.3.4.5", status, "")))
                .as("delivered to a consumer")
                .isEqualTo(message("s 1 $JS.ACK.rt_all.c.1.2.3.4.5", none, ""));
        for (String odd : List.of("NATS/1.0 abc\r\n\r\n", "NATS/1.0  404\r\n\r\n", "NATS/1.0 404 \r\n\r\n")) {
            assertThat(read(message("_INBOX.x 1", odd, ""))).as(odd).isEqualTo(message("_INBOX.x 1", none, ""));
        }
    }

    @Test
    void sizesThatAreNoneEndTheConnection() {
        for (String line : List.of("HMSG s 1 5 4", "HMSG s 1 x 4", "HMSG s 1 0 4", "HMSG 1", "MSG s 1 -1", "MSG")) {
            assertThatThrownBy(() -> read(line + "\r\n")).as(line).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> read("HMSG s 1 2000000000 2000000000\r\n")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("INFO " + "x".repeat(2_000_000))).isInstanceOf(IOException.class);
    }

    /** What ends the connection ends each one after it, too. */
    @Test
    void theLargestRecordPassesAlsoInBase64() throws IOException {
        String announced = "MSG _INBOX.x 2 " + ((64 << 20) / 3 * 4 + 1000) + "\r\n";
        assertThat(read(announced)).isEqualTo(announced);
    }

    /** Any bytes that a writer may choose, with what the server adds to them. */
    @Test
    void theDriverReadsWhateverIsLeft() {
        Random random = new Random(7);
        byte[] alphabet = bytes("\r\n :NXats0149-\t\u00e9\0");
        for (int run = 0; run < 100_000; run++) {
            StringBuilder block = new StringBuilder("NATS/1.0 404 x\r\nX: y\r\nNats-Sequence: 9\r\n");
            for (int changes = random.nextInt(6); changes >= 0; changes--) {
                int at = random.nextInt(block.length());
                char c = (char) (alphabet[random.nextInt(alphabet.length)] & 0xff);
                switch (random.nextInt(3)) {
                    case 0 -> block.setCharAt(at, c);
                    case 1 -> block.insert(at, c);
                    default -> block.delete(at, Math.min(block.length() - 1, at + random.nextInt(9)));
                }
            }
            byte[] stored = HeaderBlock.readable(bytes(block + "\r\n" + ADDED), false);
            IncomingHeadersProcessor read = new IncomingHeadersProcessor(stored);
            assertThat(read.getStatus()).isNull();
            assertThat(read.getHeaders().getLast("Nats-Sequence")).isEqualTo("42");
            assertThat(HeaderBlock.readable(stored, true)).isSameAs(stored);
            assertThat(new IncomingHeadersProcessor(HeaderBlock.readable(bytes(block.toString()), false)))
                    .isNotNull();
        }
    }
}
