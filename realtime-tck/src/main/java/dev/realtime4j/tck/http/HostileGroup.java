package dev.realtime4j.tck.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that no client of good will sends. A page that is open all the time must not notice. */
abstract class HostileGroup extends HttpGroup {
    private @Nullable Page bystander;

    HostileGroup(HttpContract contract) {
        super(contract);
    }

    @BeforeEach
    final void openBystander() {
        bystander = follow("bystander");
    }

    @AfterEach
    final void bystanderHasNotNoticed() {
        Page page = bystander;
        if (page != null) {
            List<String> ids = emit("bystander", 3);
            page.awaitMessages(3);
            assertEquals(ids, page.ids());
        }
    }

    @Test
    void wrongMethodsAreToldTheRightOnes() {
        for (String method : List.of("PUT", "DELETE", "PATCH", "HEAD")) {
            Answer answer = call(method, "", Map.of(), null);
            assertEquals(405, answer.status(), method);
            assertEquals("GET, POST, OPTIONS", answer.headers().get("Allow"));
        }
        Answer answer = call("POST", "/history", Map.of("Content-Type", "application/json"), new byte[] {'1'});
        assertRefused(405, "method_not_allowed", answer);
    }

    @Test
    void unknownPathsAreNotFound() {
        for (String path : List.of("/", "/x", "/history/x")) {
            assertRefused(404, "not_found", get(path, Map.of()));
        }
        int status = get("/%2e%2e/history", Map.of()).status(); // servers refuse it in words of their own
        assertTrue(status == 400 || status == 404, () -> "status " + status);
    }

    @Test
    void positionsThatAreNoneAreRefused() {
        for (String position : List.of(
                "garbage",
                "-",
                "1-",
                "-1",
                "1-x",
                "99999999999999999999-0",
                "1-0-0",
                "%00",
                "1.5",
                "NaN",
                "1-0%0Adata:%20x",
                "")) {
            assertRefused(400, "bad_request", get("?channel=x&last_ack_x=" + position, Map.of()));
        }
        assertRefused(400, "bad_request", get("?channel=x&last_ack_x=1-0&last_ack_x=2-0", Map.of()));
        for (String id : List.of("garbage", "~", "1-0,2-0", "x~1.1", "-5", "9".repeat(500))) {
            assertRefused(400, "bad_request", get("?channel=x", Map.of("Last-Event-ID", id)));
            assertRefused(400, "bad_request", get("?channel=x&channel=y", Map.of("Last-Event-ID", id)));
        }
    }

    @Test
    void channelsThatAreNoneAreRefused() {
        for (String channel :
                List.of("", "%0D%0Aid:%201", "%00", "%7F", "%C2%85", "%ED%A0%80", "%FF", "x".repeat(257))) {
            assertRefused(400, "bad_request", get("?channel=" + channel, Map.of()));
        }
        for (String malformed : List.of("%", "%4", "%GG")) { // by the server itself, or by us
            assertEquals(400, get("?channel=" + malformed, Map.of()).status());
        }
        assertRefused(400, "bad_request", get("?channel=x&event=*", Map.of()));
        assertRefused(400, "bad_request", get("?channel=x&event=", Map.of()));
    }

    @Test
    void tooManyChannelsAreRefused() {
        assertRefused(400, "bad_request", get(channels(101), Map.of()));
        Answer tooLong = callOrEnd("GET", channels(1_000_000), Map.of(), null);
        assertTrue(
                tooLong == null || Set.of(400, 414, 431).contains(tooLong.status()), "1,000,000 channels: " + tooLong);
        page(channels(100), Map.of()).awaitConnected(100);
    }

    private static String channels(int count) {
        StringBuilder query = new StringBuilder("?");
        for (int i = 0; i < count; i++) {
            query.append("channel=c").append(i).append('&');
        }
        return query.toString();
    }

    @Test
    void noDataLeavesItsFrame() {
        Page page = follow("frames");
        channel("frames").emit("text", "1}\n\ndata: {\"id\":\"1-0\"}\r\n\r\nid: 5\n");
        channel("frames").emit("text", "\u2028\u2029\u0085 ");
        page.awaitMessages(2);
        assertEquals(2, page.messages().size());
        assertEquals(
                "1}\n\ndata: {\"id\":\"1-0\"}\r\n\r\nid: 5\n",
                page.messages().get(0).json().path("data").asString());
    }

    @Test
    void aCompressedBodyIsNotUnpacked() {
        byte[] body = gzipped("{\"event\":\"e\",\"data\":\"" + "x".repeat(1_000_000) + "\"}");
        Answer answer = call("POST", "", Map.of("Content-Type", "application/json", "Content-Encoding", "gzip"), body);
        assertRefused(400, "bad_request", answer);
        assertEquals(0, channel("default").history().messages().size());
    }

    private static byte[] gzipped(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Test
    void halfARequestHoldsNobodyUp() {
        for (String half :
                List.of("G", "GET ", "GET /api", "POST " + server().base().getRawPath() + " HTTP/1.1\r\nHost: x\r\n")) {
            try (Wire wire = new Wire(server().base(), 0)) {
                wire.write(half);
            }
        }
        try (Wire wire = new Wire(server().base(), 0)) {
            wire.write(
                    "POST " + server().base().getRawPath()
                            + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"event\"");
        }
        assertEquals(201, post("{\"event\":\"e\",\"data\":1}").status());
    }

    @Test
    void whatIsNoHttpIsAnsweredWithAnErrorOrNotAtAll() {
        for (String bytes : List.of(
                "\u0016\u0003\u0001\u0002\u0000\u0001",
                "GET\r\n\r\n",
                "GET " + server().base().getRawPath() + " HTTP/9.9\r\nHost: x\r\n\r\n",
                "GET http://[::bad HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET " + server().base().getRawPath()
                        + " HTTP/1.1\r\nno colon\r\nHost: x\r\nConnection: close\r\n\r\n")) {
            try (Wire wire = new Wire(server().base(), 0)) {
                wire.write(bytes + "\r\n\r\n");
                Wire.Head head = wire.readHead();
                assertTrue(head == null || head.status() >= 400 || head.status() == 200, () -> bytes + ": " + head);
            } catch (AssertionError e) {
                assertTrue(String.valueOf(e.getMessage()).startsWith("Not the beginning of a response"), e::toString);
            }
        }
    }

    @Test
    void aSecondRequestHiddenInTheFirstIsNotCarriedOut() {
        String hidden =
                "POST " + server().base().getRawPath() + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 33\r\n\r\n{\"event\":\"smuggled\",\"data\":1}    ";
        for (String framing : List.of(
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: xchunked\r\nContent-Length: 4\r\n",
                "Content-Length: 4\r\nContent-Length: 5\r\n",
                "Transfer-Encoding: chunked, identity\r\n",
                "Content-Length: +4\r\n")) {
            try (Wire wire = new Wire(server().base(), 0)) {
                wire.write("POST " + server().base().getRawPath()
                        + "/history HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + framing
                        + "\r\n0\r\n\r\n"
                        + hidden);
                Wire.Head head = wire.readHead();
                assertTrue(head == null || head.status() >= 400, () -> framing + head);
            }
        }
        assertEquals(0, channel("default").history().messages().size());
    }

    /** Valid requests with random faults in line, headers and body: answered or closed, never a failure of the server. */
    @Test
    void randomFaultsNeverMakeTheServerFail() {
        long seed = Long.getLong("realtime.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            byte[] request = faulty(random);
            try (Wire wire = new Wire(server().base(), 0)) {
                wire.write(request);
                wire.endOutput();
                Wire.Head head = wire.readHead();
                assertTrue(
                        head == null || head.status() < 500 || head.status() == 501 || head.status() == 505,
                        () -> "-Drealtime.seed=" + seed + ": " + head + " to "
                                + new String(request, StandardCharsets.ISO_8859_1));
            }
        }
    }

    private byte[] faulty(Random random) {
        String base = server().base().getRawPath();
        String body = "{\"channel\":\"room\",\"event\":\"a.b\",\"data\":{\"text\":\"é\"},\"key\":\"k\"}";
        String headers = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
        String request = switch (random.nextInt(3)) {
            case 0 ->
                "GET " + base + "?channel=a&channel=b&last_ack_a=1-1&event=a.*" + headers
                        + "Last-Event-ID: 1-1\r\nAccept: text/event-stream\r\n\r\n";
            case 1 -> "GET " + base + "/history?channel=a&limit=5&order=newest&after=5-5&start=1" + headers + "\r\n";
            default ->
                "POST " + base + headers + "Content-Type: application/json\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
        };
        byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
        for (int fault = random.nextInt(1, 5); fault > 0; fault--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) "\r\n\0 :;%{}[]\"\\&=?,~".charAt(random.nextInt(18));
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at)); // cut off
                default -> { // a part is repeated
                    int length = Math.min(random.nextInt(200), bytes.length - at);
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
                    System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }
}
