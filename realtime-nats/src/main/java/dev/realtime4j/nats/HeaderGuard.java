package dev.realtime4j.nats;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
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

    private static final int LARGEST_MESSAGE = 1 << 26;
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

    private byte[] ready = new byte[0];
    private int readyAt;
    /** The words of the line before the headers that are coming; empty if it is a line that is coming. */
    private String[] line = new String[0];

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
        if (line.length > 0) {
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
        byte[] bytes = taken();
        String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
        String[] words = SPACES.split(text);
        String verb = words[0].toUpperCase(Locale.ROOT);
        if (verb.equals("HMSG")) {
            int total = size(words, 1);
            headers = size(words, 2);
            if (headers > total || headers == 0) {
                throw new IOException("The server has sent headers of no size: " + headers + " of " + total);
            }
            line = words;
            payload = 0;
            return;
        }
        if (verb.equals("MSG")) {
            payload = size(words, 1) + 2;
        } else {
            others.accept(text);
        }
        ready(bytes);
    }

    private static int size(String[] words, int fromEnd) throws IOException {
        try {
            int size = Integer.parseInt(words[Math.max(0, words.length - fromEnd)]);
            if (size >= 0 && size <= LARGEST_MESSAGE) {
                return size;
            }
        } catch (NumberFormatException notANumber) {
            // Told below.
        }
        throw new IOException("The server has announced a message of no size");
    }

    private void headersCame() throws IOException {
        byte[] block = taken();
        int rest = size(line, 1) - headers;
        boolean stored = line.length == 6 && line[3].startsWith("$JS.ACK.");
        byte[] readable = HeaderBlock.readable(block, stored);
        line[line.length - 2] = Integer.toString(readable.length);
        line[line.length - 1] = Integer.toString(readable.length + rest);
        byte[] announced = (String.join(" ", line) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] both = new byte[announced.length + readable.length];
        System.arraycopy(announced, 0, both, 0, announced.length);
        System.arraycopy(readable, 0, both, announced.length, readable.length);
        ready(both);
        line = new String[0];
        payload = rest + 2;
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
