package dev.realtime4j.tck.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One connection, on which the test itself writes and reads the bytes. */
final class Wire implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(20).toMillis();
    private static final int LONGEST_LINE = 64 * 1024;

    /** The beginning of a response. */
    record Head(int status, Map<String, String> headers) {}

    private final Socket socket = new Socket();
    private final InputStream in;
    private @Nullable Head head;
    private long chunkLeft;
    private boolean insideBody;

    Wire(URI server, int receiveBuffer) {
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), TIMEOUT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more will be written; the answer can still be read. */
    void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // closed by the server already
        }
    }

    /** Reads the status and the headers of the next response; null if the server has closed the connection instead. */
    @Nullable
    Head readHead() {
        try {
            String status = readLine();
            if (status == null) {
                return null;
            }
            if (!status.matches("HTTP/1\\.[01] [0-9]{3}.*")) {
                throw new AssertionError("Not the beginning of a response: " + status);
            }
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String line = readLine(); line != null && !line.isEmpty(); line = readLine()) {
                int colon = line.indexOf(':');
                headers.merge(
                        line.substring(0, colon), line.substring(colon + 1).trim(), (a, b) -> a + ", " + b);
            }
            Head read = new Head(Integer.parseInt(status.substring(9, 12)), headers);
            head = read;
            insideBody = false;
            return read;
        } catch (IOException e) {
            return null; // reset
        }
    }

    /** Reads the whole body of the response whose head was read. */
    byte[] readBody(boolean expectNone) {
        Head of = head;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            if (of == null || expectNone || of.status() == 204 || of.status() == 304) {
                return new byte[0];
            }
            String length = of.headers().get("Content-Length");
            if (length != null) {
                byte[] exact = in.readNBytes(Integer.parseInt(length));
                if (exact.length < Integer.parseInt(length)) {
                    throw new EOFException("The body ends before its length");
                }
                return exact;
            }
            for (int b = readByte(); b >= 0; b = readByte()) {
                body.write(b);
            }
            return body.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next byte of a body that is chunked or ends with the connection; -1 at its end. */
    int readByte() throws IOException {
        Head of = head;
        boolean chunked = of != null
                && of.headers()
                        .getOrDefault("Transfer-Encoding", "")
                        .toLowerCase(Locale.ROOT)
                        .contains("chunked");
        if (!chunked) {
            return in.read();
        }
        if (chunkLeft == 0) {
            if (insideBody) {
                var unused = readLine(); // the end of the chunk before: some servers send it with the next one
            }
            insideBody = true;
            String size = readLine();
            if (size == null) {
                return -1;
            }
            chunkLeft = Long.parseLong(size.split(";", 2)[0].trim(), 16);
            if (chunkLeft == 0) {
                var unused = readLine();
                return -1;
            }
        }
        chunkLeft--;
        return in.read();
    }

    private @Nullable String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                if (line.size() == 0) {
                    return null;
                }
                throw new EOFException("The connection ends within a line");
            }
            line.write(b);
            if (line.size() > LONGEST_LINE) {
                throw new IOException("A line without end");
            }
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Closes as a process does that is killed: with a reset. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // gone already
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
