package dev.realtime4j.tck.broker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A broker as a child process. It is killed at the latest when this JVM ends. */
public final class BrokerProcess implements Broker {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(10);
    private static final int LOG_LINES = 40;

    private final String version;
    private final List<String> command;
    private final int port;
    private final Path directory;
    private final Ready ready;
    private final Thread atExit = new Thread(this::end, "broker-at-exit");
    private @Nullable Process process;
    private boolean closed;

    /** Whether a broker can be used, asked again until it can. */
    @FunctionalInterface
    public interface Ready {
        /**
         * Asks.
         *
         * @param port the broker's port
         * @return whether it can be used
         * @throws IOException if it does not answer yet
         */
        boolean test(int port) throws IOException;
    }

    /**
     * Launches a broker and waits until it can be used.
     *
     * @param version what reports call it
     * @param command the command; it has to listen on the port and to keep its data in the directory
     * @param port a free port of the loopback address
     * @param directory an existing directory of its own; deleted by {@link #close()}
     * @param ready whether it can be used
     * @return the running broker
     * @throws IllegalStateException if it ends or cannot be used within 60 s
     */
    public static BrokerProcess launch(String version, List<String> command, int port, Path directory, Ready ready) {
        BrokerProcess broker = new BrokerProcess(version, command, port, directory, ready);
        Runtime.getRuntime().addShutdownHook(broker.atExit);
        try {
            broker.start();
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    private BrokerProcess(String version, List<String> command, int port, Path directory, Ready ready) {
        this.version = version;
        this.command = List.copyOf(command);
        this.port = port;
        this.directory = directory;
        this.ready = ready;
    }

    /**
     * Finds the executable of a broker.
     *
     * @param name the command's name
     * @param hint how to install it
     * @return its path
     * @throws IllegalStateException with the hint if it is not on the {@code PATH}
     */
    public static String executable(String name, String hint) {
        return find(name)
                .map(Path::toString)
                .orElseThrow(() -> new IllegalStateException("No " + name + " on the PATH: " + hint));
    }

    private static Optional<Path> find(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Makes a directory for a broker's data.
     *
     * @param name the broker's name
     * @return a new directory among the temporary files
     * @throws UncheckedIOException if it cannot be made
     */
    public static Path newDirectory(String name) {
        try {
            return Files.createTempDirectory("realtime-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException("No directory for " + name, e);
        }
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    /**
     * Where its data is.
     *
     * @return the directory, also of its log, {@code broker.log}
     */
    public Path directory() {
        return directory;
    }

    @Override
    public void start() {
        if (process != null) {
            throw new IllegalStateException(version + " runs already");
        }
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(version + " cannot be launched with " + command, e);
        }
        awaitReady(process);
    }

    private void awaitReady(Process started) {
        long deadline = System.nanoTime() + START.toNanos();
        while (!isReady()) {
            if (!started.isAlive()) {
                process = null;
                throw new IllegalStateException(version + " has ended with " + started.exitValue() + logged());
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        version + " cannot be used after " + START.toSeconds() + " s" + logged());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private boolean isReady() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return ready.test(port);
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void kill() {
        Process killed = running();
        process = null;
        end(killed);
    }

    /** Asks it to end, and waits until it has. */
    void stop() {
        running().destroy();
        await(running(), START);
        process = null;
    }

    @Override
    public void pause() {
        signal("-STOP");
    }

    @Override
    public void resume() {
        signal("-CONT");
    }

    private void signal(String name) {
        run("kill", name, Long.toString(running().pid()));
    }

    static boolean canLimitFiles() {
        return find("prlimit").isPresent();
    }

    /** No file can grow beyond what the largest one with this ending has, and so many bytes more. */
    void limitFiles(String ending, long bytes) {
        limitFiles(Long.toString(largestFile(ending) + bytes));
    }

    /** Takes the limit off again. */
    void unlimitFiles() {
        limitFiles("unlimited");
    }

    private long largestFile(String ending) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .mapToLong(file -> file.toFile().length())
                    .max()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look at " + directory, e);
        }
    }

    /** Only the soft limit, which can be raised again by anyone. */
    private void limitFiles(String most) {
        run(
                "prlimit",
                "--fsize=" + most + ":unlimited",
                "--pid",
                Long.toString(running().pid()));
    }

    private void run(String... tool) {
        String what = String.join(" ", tool);
        try {
            if (new ProcessBuilder(tool).start().waitFor() != 0) {
                throw new IllegalStateException(what + " for " + version + " fails" + logged());
            }
        } catch (IOException e) {
            throw new IllegalStateException(what + " for " + version + " fails", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private Process running() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException(version + " does not run");
        }
        return running;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void end() {
        if (process != null) {
            end(process);
            process = null;
        }
        delete(directory);
    }

    private void end(Process killed) {
        killed.destroyForcibly();
        await(killed, END);
    }

    private void await(Process ending, Duration most) {
        try {
            if (!ending.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(version + " does not end" + logged());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private static void delete(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException fault) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + directory, e);
        }
    }

    private Path log() {
        return directory.resolve("broker.log");
    }

    private String logged() {
        try {
            List<String> lines = Files.readAllLines(log(), StandardCharsets.UTF_8);
            return ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return " (no log: " + e.getMessage() + ")";
        }
    }
}
