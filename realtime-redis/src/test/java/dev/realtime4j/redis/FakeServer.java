package dev.realtime4j.redis;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers HELLO as it is told to, and all else with OK: for versions that are hard to come by. */
final class FakeServer implements Closeable {
    private final ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final String hello;

    /**
     * Launches it.
     *
     * @param hello the answer to HELLO, as sent
     */
    FakeServer(String hello) throws IOException {
        this.hello = hello;
        Thread thread = new Thread(this::serve, "fake-server");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "redis://127.0.0.1:" + door.getLocalPort();
    }

    private void serve() {
        while (!door.isClosed()) {
            try (Socket socket = door.accept();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
                OutputStream out = socket.getOutputStream();
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    // The count of the parts, then for each its length and the part.
                    String command = "";
                    for (int left = Integer.parseInt(line.substring(1)); left > 0; left--) {
                        in.readLine();
                        String part = in.readLine();
                        command = command.isEmpty() ? String.valueOf(part) : command;
                    }
                    String answer = command.equals("HELLO") ? hello : "+OK\r\n";
                    out.write(answer.getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                }
            } catch (IOException ended) {
                // The client or the test has ended.
            }
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
