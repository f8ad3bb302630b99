package dev.realtime4j.tck.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A NATS server with JetStream on files. Not for use by several threads at once. */
public final class NatsServer extends ProcessBroker {
    private static final String HINT = "install it (Debian, Ubuntu: apt-get install nats-server)";

    private NatsServer(BrokerProcess process) {
        super(process);
    }

    /**
     * Launches a server.
     *
     * @param settings further lines of its configuration file, such as {@code authorization { token: "s3cret" }}
     * @return the running server
     * @throws IllegalStateException if there is none on the {@code PATH} or it cannot be used
     */
    public static NatsServer launch(String... settings) {
        return launch(FreePorts.find(1).get(0), settings);
    }

    /**
     * Launches a server on a port.
     *
     * @param port a free port
     * @param settings further lines of its configuration file
     * @return the running server
     * @throws IllegalStateException if there is none on the {@code PATH} or it cannot be used
     */
    public static NatsServer launch(int port, String... settings) {
        String executable = BrokerProcess.executable("nats-server", HINT);
        Path directory = BrokerProcess.newDirectory("nats");
        Path file = directory.resolve("nats.conf");
        try {
            Files.writeString(
                    file,
                    "listen: \"127.0.0.1:" + port + "\"\njetstream { store_dir: \"" + directory
                            + "/store\", max_file_store: 8G }\n" + String.join("\n", settings) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new NatsServer(BrokerProcess.launch(
                version(executable), List.of(executable, "-c", file.toString()), port, directory, NatsServer::greets));
    }

    /** A server greets with INFO before anybody has to log in. */
    private static boolean greets(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1000);
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = reader.readLine();
            return line != null && line.startsWith("INFO ") && line.contains("\"jetstream\":true");
        }
    }

    private static String version(String executable) {
        try {
            Process asked = new ProcessBuilder(executable, "--version")
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return "NATS " + answer.replaceFirst("(?s).*v(\\d[^\\s]*).*", "$1");
        } catch (IOException e) {
            throw new UncheckedIOException(executable + " cannot be run", e);
        }
    }

    /**
     * Where its streams are.
     *
     * @return the directory
     */
    public Path store() {
        return process().directory().resolve("store");
    }

    /** Deletes all streams while the server does not run. */
    public void deleteStore() {
        if (!Files.exists(store())) {
            return;
        }
        try (Stream<Path> files = Files.walk(store())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + store(), e);
        }
    }
}
