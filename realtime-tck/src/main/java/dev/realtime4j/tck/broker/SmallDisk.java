package dev.realtime4j.tck.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A file system of a bounded size, in memory, that only the processes started within it see. A process of its own keeps it and
 * ends with this JVM at the latest, and the file system with it. Needs Linux, and no rights where users may have namespaces of
 * their own.
 */
final class SmallDisk implements AutoCloseable {
    private static final int BLOCK = 4096;
    private static final String FILLER = "filler";

    private final Process keeper;
    private final Path directory;

    private SmallDisk(Process keeper, Path directory) {
        this.keeper = keeper;
        this.directory = directory;
    }

    static boolean canBeMade() {
        Path directory = BrokerProcess.newDirectory("disk");
        try (SmallDisk disk = make(directory, 10 * BLOCK)) {
            return Files.isDirectory(disk.path());
        } catch (IllegalStateException no) {
            return false;
        } finally {
            directory.toFile().delete();
        }
    }

    /** Makes one at a directory, which is made too. */
    static SmallDisk make(Path directory, long bytes) {
        try {
            Files.createDirectories(directory);
            // It lives as long as its standard input, so as long as this JVM.
            String script = "mount -t tmpfs -o size=\"$1\" tmpfs \"$2\" && echo made && exec cat";
            Process keeper = new ProcessBuilder(
                            "unshare",
                            "--user",
                            "--map-root-user",
                            "--mount",
                            "sh",
                            "-c",
                            script,
                            "sh",
                            Long.toString(bytes),
                            directory.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (keeper.getInputStream().read() < 0) {
                throw new IllegalStateException("This system lets nobody mount a file system at " + directory);
            }
            return new SmallDisk(keeper, directory);
        } catch (IOException e) {
            throw new IllegalStateException("This system has no way to mount a file system at " + directory, e);
        }
    }

    /** What runs a command within it. */
    List<String> within(List<String> command) {
        List<String> all = new ArrayList<>(List.of(
                "nsenter", "--target", Long.toString(keeper.pid()), "--user", "--mount", "--preserve-credentials"));
        all.addAll(command);
        return all;
    }

    /** Its root, as this JVM sees it. */
    Path path() {
        return Path.of("/proc/" + keeper.pid() + "/root" + directory);
    }

    /** Takes all the room that there is. */
    void fill() {
        byte[] block = new byte[BLOCK];
        try (OutputStream out = Files.newOutputStream(path().resolve(FILLER))) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // As it was to be.
        }
    }

    /** Gives it back. */
    void free() {
        try {
            Files.deleteIfExists(path().resolve(FILLER));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot free " + path(), e);
        }
    }

    @Override
    public void close() {
        keeper.destroyForcibly();
        try {
            if (!keeper.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The disk at " + directory + " does not go away");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
