package dev.realtime4j.tck.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The files of a broker: the jars that the build has collected, its settings, and its data directory. */
final class KafkaFiles {
    private static final String CLUSTER = "MkU3OEVBNTcwNTJENDM2Qk";
    private static final String BROKER_JAR = "kafka_2.13-";

    private KafkaFiles() {}

    /** The command that runs a class of the broker; made for a quick start, not for long runs. */
    static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xms128m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                KafkaArchive.option(jars()),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
                "-cp",
                jars() + "/*"));
        command.addAll(List.of(arguments));
        return command;
    }

    static Path jars() {
        String folder = System.getProperty(KafkaServer.JARS);
        if (folder == null || !Files.isDirectory(Path.of(folder))) {
            throw new IllegalStateException("The system property " + KafkaServer.JARS
                    + " must name a folder with the jars of a Kafka broker, got " + folder
                    + "; the module realtime-kafka-broker fills its target/lib in the phase generate-resources");
        }
        return Path.of(folder);
    }

    /** The name and the version of the broker. */
    static String version() {
        try (var files = Files.list(jars())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(BROKER_JAR))
                    .map(name -> "Kafka " + name.substring(BROKER_JAR.length(), name.length() - ".jar".length()))
                    .findFirst()
                    .orElse("Kafka");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + jars(), e);
        }
    }

    /** Writes the settings of a broker; gives the file. */
    static Path write(Path directory, Map<String, String> properties) {
        List<String> lines = new ArrayList<>();
        properties.forEach((key, value) -> lines.add(key + "=" + value));
        try {
            return Files.write(directory.resolve("server.properties"), lines, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + directory, e);
        }
    }

    /**
     * Cuts a partition's only segment before the first batch that starts at an offset or later. A broker that was killed finds
     * out by itself where a log ends.
     */
    static void cut(Path directory, String topic, int partition, long from) {
        change(directory, topic, partition, from, FileChannel::truncate);
    }

    /** Changes the last byte of the batch that starts at an offset, so that its checksum does not fit any more. */
    static void damage(Path directory, String topic, int partition, long at) {
        change(directory, topic, partition, at, (log, position) -> {
            ByteBuffer start = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
            log.read(start, position);
            long last = position + start.capacity() + start.getInt(Long.BYTES) - 1;
            ByteBuffer one = ByteBuffer.allocate(1);
            log.read(one, last);
            one.put(0, (byte) ~one.get(0));
            log.write(one.rewind(), last);
        });
    }

    private interface Change {
        void make(FileChannel log, long position) throws IOException;
    }

    /** Changes a partition's only segment where the first batch begins that starts at an offset or later. */
    private static void change(Path directory, String topic, int partition, long from, Change change) {
        Path segment =
                directory.resolve("data").resolve(topic + "-" + partition).resolve("0".repeat(20) + ".log");
        try (FileChannel log = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer start = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
            long position = 0;
            while (log.read(start, position) == start.capacity() && start.getLong(0) < from) {
                position += start.capacity() + start.getInt(Long.BYTES);
                start.clear();
            }
            change.make(log, position);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot change " + segment, e);
        }
    }

    /** Prepares the data directory, as every broker needs before its first start. */
    static void format(Path directory, Path properties) {
        Path log = directory.resolve("format.log");
        try {
            Process format = new ProcessBuilder(
                            java("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", properties.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!format.waitFor(60, TimeUnit.SECONDS) || format.exitValue() != 0) {
                format.destroyForcibly();
                throw new IllegalStateException("Kafka's data directory cannot be made:\n" + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Kafka's data directory cannot be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
