package dev.realtime4j.nats;

import dev.realtime4j.fuzz.Input;
import io.nats.client.support.IncomingHeadersProcessor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Headers of any bytes that others may have put into a stream of NATS: the driver reads what is left of them. */
public final class HeadersFuzz {
    private static final String ADDED = "Nats-Stream: s\r\nNats-Sequence: 42\r\n\r\n";

    private HeadersFuzz() {}

    /** One run. */
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        Input input = new Input(bytes);
        int most = 1 + input.choice(100);
        boolean stored = input.choice(2) == 0;
        String block = (input.choice(4) == 0 ? "" : "NATS/1.0")
                + new String(input.rest(), StandardCharsets.ISO_8859_1)
                + (stored ? ADDED : "");
        if (block.isEmpty()) {
            return; // no server announces headers that are none
        }
        byte[] left = HeaderBlock.readable(block.getBytes(StandardCharsets.ISO_8859_1), false);
        IncomingHeadersProcessor read = new IncomingHeadersProcessor(left);
        if (stored && block.contains("\r\n" + ADDED)) {
            Input.check(read.getHeaders().getLast("Nats-Stream").equals("s"), block);
        }
        if (stored && block.contains("\r\nNats-Sequence: 42")) {
            Input.check(read.getStatus() == null, block);
            Input.check(read.getHeaders().getLast("Nats-Sequence").equals("42"), block);
        }
        String wanted = message(new String(left, StandardCharsets.ISO_8859_1));
        Input.check(guarded(message(block) + "PING\r\n", most).equals(wanted + "PING\r\n"), block);
    }

    private static String message(String block) {
        return "HMSG s 1 " + block.length() + " " + (block.length() + 1) + "\r\n" + block + "1\r\n";
    }

    private static String guarded(String sent, int most) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(sent.getBytes(StandardCharsets.ISO_8859_1));
        HeaderGuard guard =
                new HeaderGuard((to, offset, length) -> in.read(to, offset, Math.min(length, most)), line -> {});
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[256];
        for (int count = guard.read(buffer, 0, most); count > 0; count = guard.read(buffer, 0, most)) {
            out.write(buffer, 0, count);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
