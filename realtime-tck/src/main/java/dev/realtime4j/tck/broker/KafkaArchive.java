package dev.realtime4j.tck.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The broker's classes as the JVM has them in memory, in a file beside the jars (application class-data sharing): with it a
 * broker starts in half the time. Made once, by a broker that is started for it; a JVM ignores a file that does not fit its jars.
 */
final class KafkaArchive {
    private static boolean tried;

    private KafkaArchive() {}

    /** The option with which a broker starts. */
    static String option(Path jars) {
        Path archive = archive(jars);
        return Files.exists(archive) ? "-XX:SharedArchiveFile=" + archive : "-Xshare:auto";
    }

    /** Makes the file if it is missing and can be made; only one process does. */
    static synchronized void require(Path jars) {
        Path archive = archive(jars);
        if (tried || Files.exists(archive) || !Files.isWritable(jars)) {
            return;
        }
        tried = true;
        try (FileChannel lock =
                FileChannel.open(jars.resolve("classes.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var unused = lock.lock(); // until the file is closed
            if (!Files.exists(archive)) {
                make(archive);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make " + archive, e);
        }
    }

    private static void make(Path archive) throws IOException {
        Path part = archive.resolveSibling("classes.part");
        KafkaServer.runOnce("-XX:ArchiveClassesAtExit=" + part);
        if (Files.exists(part)) { // not every JVM can
            Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static Path archive(Path jars) {
        return jars.resolve("classes-" + Runtime.version() + ".jsa");
    }
}
