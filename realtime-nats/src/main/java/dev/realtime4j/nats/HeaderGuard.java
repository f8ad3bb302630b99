package dev.realtime4j.nats;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What a server sends, with headers that the driver can read: at others the driver's reading thread ends without a word, and
 * the same record does that to each connection that comes after. Payloads pass without being looked at. Used by one thread
 * after the other.
 */
final class HeaderGuard {
    /** More than a server can be made to send. */
    private static final int LONGEST_LINE = 1 << 20;

    /** A leader answers with a record in Base64, and a server may be configured to take records of 64 MiB. */
    private static final int LARGEST_MESSAGE = 1 << 27;

    private static final int LINE_END = 2;
    private static final byte[] NOTHING = {};
    private static final Pattern SPACES = Pattern.compile("[ \t]+");
    /** So much may be kept for the next message. */
    private static final int MOST_KEPT = 1 << 14;

    /** Where bytes come from, as from an input stream. */
    interface Source {
        int read(byte[] to, int offset, int length) throws IOException;
    }

    private final Source source;
    private final Consumer<String> others;
    private final byte[] came = new byte[1 << 16];
    private int cameAt;
    private int cameEnd;
    /** A line, or headers, of which the end has not come. Grows with what comes, not with what is announced. */
    private ByteArrayOutputStream held = new ByteArrayOutputStream(256);

    private byte[] ready = NOTHING;
    private int readyAt;
    /** The line before the headers that are coming; empty if it is a line that is coming. */
    private byte[] announced = NOTHING;

    private int headers;
    /** What passes without being looked at. */
    private int payload;

    /**
     * Makes a guard.
     *
     * @param others takes the lines that announce no message, before they are given on
     */
    HeaderGuard(Source source, Consumer<String> others) {
        this.source = source;
        this.others = others;
    }

    /** Reads as from an input stream; waits only if nothing is ready. */
    int read(byte[] to, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int given = give(to, offset + count, length - count);
            count += given;
            if (given == 0 && cameAt < cameEnd) {
                gather();
            } else if (given == 0 && count > 0) {
                break;
            } else if (given == 0) {
                int read = source.read(came, 0, came.length);
                if (read <= 0) {
                    return read;
                }
                cameAt = 0;
                cameEnd = read;
            }
        }
        return count;
    }

    /** Whether all that came has been given on. */
    boolean isEmpty() {
        return cameAt == cameEnd && held.size() == 0 && readyAt == ready.length;
    }

    private int give(byte[] to, int offset, int most) {
        int count = Math.min(most, ready.length - readyAt);
        if (count > 0) {
            System.arraycopy(ready, readyAt, to, offset, count);
            readyAt += count;
            return count;
        }
        count = Math.min(most, Math.min(payload, cameEnd - cameAt));
        System.arraycopy(came, cameAt, to, offset, count);
        cameAt += count;
        payload -= count;
        return count;
    }

    private void gather() throws IOException {
        int start = cameAt;
        if (announced.length > 0) {
            cameAt += Math.min(headers - held.size(), cameEnd - cameAt);
            held.write(came, start, cameAt - start);
            if (held.size() == headers) {
                headersCame();
            }
            return;
        }
        boolean ended = false;
        while (cameAt < cameEnd && !ended) {
            ended = came[cameAt++] == '\n';
        }
        held.write(came, start, cameAt - start);
        if (ended) {
            lineCame();
        } else if (held.size() > LONGEST_LINE) {
            throw new IOException("The server has sent a line without end");
        }
    }

    private void lineCame() throws IOException {
        byte[] line = taken();
        if (begins(line, "HMSG")) {
            int total = size(line, 1);
            headers = size(line, 2);
            if (headers > total || headers == 0) {
                throw new IOException("The server has sent headers of no size: " + headers + " of " + total);
            }
            announced = line;
            return;
        }
        if (begins(line, "MSG")) {
            payload = size(line, 1) + LINE_END;
        } else {
            others.accept(new String(line, StandardCharsets.ISO_8859_1).strip());
        }
        ready(line);
    }

    private static boolean begins(byte[] line, String verb) {
        for (int i = 0; i < verb.length(); i++) {
            if (i >= line.length || (line[i] & ~0x20) != verb.charAt(i)) {
                return false;
            }
        }
        return line.length > verb.length() && line[verb.length()] <= ' ';
    }

    /** One of the last words of a line, counted from its end: a number of bytes. */
    private static int size(byte[] line, int fromEnd) throws IOException {
        int end = line.length;
        int start = end;
        for (int word = 0; word < fromEnd; word++) {
            end = start;
            while (end > 0 && line[end - 1] <= ' ') {
                end--;
            }
            start = end;
            while (start > 0 && line[start - 1] > ' ') {
                start--;
            }
        }
        int size = start == end ? -1 : 0;
        for (int i = start; i < end && size >= 0; i++) {
            boolean digit = line[i] >= '0' && line[i] <= '9';
            size = digit && size <= LARGEST_MESSAGE ? size * 10 + line[i] - '0' : -1;
        }
        if (size < 0 || size > LARGEST_MESSAGE) {
            throw new IOException("The server has announced a message of no size");
        }
        return size;
    }

    private void headersCame() throws IOException {
        byte[] block = taken();
        int rest = size(announced, 1) - headers;
        if (HeaderBlock.isPlain(block)) {
            ready(joined(announced, block));
        } else {
            String[] words = SPACES.split(new String(announced, StandardCharsets.ISO_8859_1).strip());
            boolean stored = words.length == 6 && words[3].startsWith("$JS.ACK.");
            byte[] readable = HeaderBlock.rewritten(block, stored);
            words[words.length - 2] = Integer.toString(readable.length);
            words[words.length - 1] = Integer.toString(readable.length + rest);
            byte[] line = (String.join(" ", words) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            ready(joined(line, readable));
        }
        announced = NOTHING;
        payload = rest + LINE_END;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private byte[] taken() {
        byte[] bytes = held.toByteArray();
        if (bytes.length > MOST_KEPT) {
            held = new ByteArrayOutputStream(256);
        } else {
            held.reset();
        }
        return bytes;
    }

    private void ready(byte[] bytes) {
        ready = bytes;
        readyAt = 0;
    }
}
