package dev.realtime4j.benchmarks.http;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a client of socket.io says on a WebSocket (Engine.IO 4), as far as these readers need it. Frames of the server are not
 * taken apart: what is counted is the mark in each message.
 */
final class SocketIo {
    /** In the first frame of the server. */
    static final String OPEN = "pingInterval";

    private static final byte TEXT = (byte) 0x81;
    private static final byte MASKED = (byte) 0x80;
    private static final int MASK_BYTES = 4;

    private SocketIo() {}

    /** A request to open a WebSocket. */
    static ByteBuffer follow(URI server) {
        return ByteBuffer.wrap(("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: " + server.getAuthority()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    /** The packet that connects to the default namespace. */
    static ByteBuffer connect() {
        return frame("40");
    }

    /** The answer to a ping. */
    static ByteBuffer pong() {
        return frame("3");
    }

    /** A frame of a few ASCII characters, with a mask of zeros, which leaves them as they are. */
    private static ByteBuffer frame(String text) {
        ByteBuffer frame = ByteBuffer.allocate(2 + MASK_BYTES + text.length());
        frame.put(TEXT).put((byte) (MASKED | text.length())).putInt(0);
        return frame.put(text.getBytes(StandardCharsets.US_ASCII)).flip();
    }

    /**
     * Whether a ping is among the bytes that were read: a frame of the one character 2. The first byte of a frame is not
     * ASCII, as all messages are. A ping in two reads is missed, which takes a full buffer; then the server hangs up, and the
     * run fails.
     */
    static boolean hasPing(byte[] bytes, int length) {
        for (int i = 0; i + 2 < length; i++) {
            if (bytes[i] == TEXT && bytes[i + 1] == 1 && bytes[i + 2] == '2') {
                return true;
            }
        }
        return false;
    }
}
