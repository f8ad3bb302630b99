package dev.realtime4j.nats;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The headers of a message as they are sent. Whoever writes into a stream may write any bytes there; the driver refuses what it
 * does not know, and takes a record whose first line bears a status for an answer of the server's.
 */
final class HeaderBlock {
    private static final String VERSION = "NATS/1.0";
    private static final String LINE_END = "\r\n";
    private static final Pattern STATUS = Pattern.compile(Pattern.quote(VERSION) + " [0-9]{3}( [!-~][ -~]*)?");
    private static final String NAME_OF_SEQUENCE = "Nats-Sequence:";

    private HeaderBlock() {}

    /**
     * Leaves out what the driver cannot read: each line of its own, so that what the server has added stays.
     *
     * @param stored whether it is known to be of a record; if not, the sequence that the server adds to a record tells
     * @return the same array if there is nothing to leave out
     */
    static byte[] readable(byte[] block, boolean stored) {
        return isPlain(block) ? block : rewritten(block, stored);
    }

    /** Whether the driver reads it and it has no status. Decided without making any object: nearly all are plain. */
    static boolean isPlain(byte[] block) {
        int start = VERSION.length() + LINE_END.length();
        if (block.length < start || !isLineEnd(block, VERSION.length()) || !startsWith(block, 0, VERSION)) {
            return false;
        }
        while (start < block.length && block[start] != '\r') {
            int end = endOfPair(block, start);
            if (end < 0 || !isLineEnd(block, end)) {
                return false;
            }
            start = end + LINE_END.length();
        }
        return start == block.length - LINE_END.length() && isLineEnd(block, start);
    }

    /** Where a name and a value end that the driver takes; -1 if there are none. */
    private static int endOfPair(byte[] block, int start) {
        int at = start;
        while (at < block.length && block[at] > ' ' && block[at] < 127 && block[at] != ':') {
            at++;
        }
        if (at == start || at == block.length || block[at] != ':') {
            return -1;
        }
        do {
            at++;
        } while (at < block.length && ((block[at] >= ' ' && block[at] < 127) || block[at] == '\t'));
        return at;
    }

    private static boolean isLineEnd(byte[] block, int at) {
        return at + 1 < block.length && block[at] == '\r' && block[at + 1] == '\n';
    }

    private static boolean startsWith(byte[] block, int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (at + i >= block.length || block[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The same for what is known not to be plain. */
    static byte[] rewritten(byte[] block, boolean stored) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(block.length);
        boolean record = stored;
        int start = endOfLine(block, 0);
        String first = new String(block, 0, start, StandardCharsets.ISO_8859_1);
        for (start += 2; start < block.length; start = endOfLine(block, start) + 2) {
            int end = endOfLine(block, start);
            record |= startsWith(block, start, NAME_OF_SEQUENCE);
            if (endOfPair(block, start) == end) {
                lines.write(block, start, end - start);
                lines.writeBytes(ascii(LINE_END));
            }
        }
        boolean status = !record && STATUS.matcher(first).matches();
        ByteArrayOutputStream all = new ByteArrayOutputStream(block.length + VERSION.length() + 4);
        all.writeBytes(ascii((status ? first : VERSION) + LINE_END));
        all.writeBytes(lines.toByteArray());
        all.writeBytes(ascii(LINE_END));
        return all.toByteArray();
    }

    private static int endOfLine(byte[] block, int start) {
        int at = start;
        while (at < block.length && !isLineEnd(block, at)) {
            at++;
        }
        return at;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
