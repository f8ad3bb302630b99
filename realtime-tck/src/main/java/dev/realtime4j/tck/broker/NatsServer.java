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
import org.jspecify.annotations.Nullable;

/** A NATS server with JetStream on files. Not for use by several threads at once. */
public final class NatsServer extends ProcessBroker {
    private static final String STORE = "store";
    private static final String HINT = "install it (Debian, Ubuntu: apt-get install nats-server)";

    private final @Nullable SmallDisk disk;

    private NatsServer(BrokerProcess process, @Nullable SmallDisk disk) {
        super(process);
        this.disk = disk;
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
        return launch(BrokerProcess.newDirectory("nats"), port, null, settings);
    }

    /**
     * Launches a server whose streams are on a small disk of their own, which {@link #fillDisk} fills.
     *
     * @param bytes the size of the disk
     * @return the running server
     * @throws IllegalStateException if {@link #canFillDisk} is false, or the server cannot be used
     */
    public static NatsServer launchOnSmallDisk(long bytes) {
        Path directory = BrokerProcess.newDirectory("nats");
        SmallDisk disk = SmallDisk.make(directory.resolve(STORE), bytes);
        try {
            return launch(directory, FreePorts.find(1).get(0), disk);
        } catch (RuntimeException e) {
            disk.close();
            throw e;
        }
    }

    private static NatsServer launch(Path directory, int port, @Nullable SmallDisk disk, String... settings) {
        String executable = BrokerProcess.executable("nats-server", HINT);
        Path file = directory.resolve("nats.conf");
        try {
            Files.writeString(
                    file,
                    "listen: \"127.0.0.1:" + port + "\"\njetstream { store_dir: \"" + directory + "/" + STORE
                            + "\", max_file_store: 8G }\n" + String.join("\n", settings) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = List.of(executable, "-c", file.toString());
        return new NatsServer(
                BrokerProcess.launch(
                        version(executable),
                        disk == null ? command : disk.within(command),
                        port,
                        directory,
                        NatsServer::greets),
                disk);
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
        return disk == null ? process().directory().resolve(STORE) : disk.path();
    }

    /**
     * Whether {@link #launchOnSmallDisk} can be used.
     *
     * @return whether this is a Linux that lets a user mount a file system for a process
     */
    public static boolean canFillDisk() {
        return SmallDisk.canBeMade();
    }

    /**
     * Takes all room on the disk. A server of 2.9 answers no more, also when there is room again, until it is restarted.
     *
     * @throws IllegalStateException if the server was not launched on a small disk
     */
    public void fillDisk() {
        smallDisk().fill();
    }

    /**
     * Gives room again.
     *
     * @throws IllegalStateException if the server was not launched on a small disk
     */
    public void freeDisk() {
        smallDisk().free();
    }

    private SmallDisk smallDisk() {
        if (disk == null) {
            throw new IllegalStateException("Not launched on a small disk");
        }
        return disk;
    }

    /** Deletes all streams while the server does not run. */
    public void deleteStore() {
        if (!Files.exists(store())) {
            return;
        }
        try (Stream<Path> files = Files.walk(store())) {
            // Not the folder itself: a disk may be mounted there.
            for (Path file : files.sorted(Comparator.reverseOrder())
                    .filter(each -> !each.equals(store()))
                    .toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + store(), e);
        }
    }

    @Override
    public void close() {
        super.close();
        if (disk != null) {
            disk.close();
        }
    }
}
