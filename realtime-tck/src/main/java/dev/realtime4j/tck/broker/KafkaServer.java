package dev.realtime4j.tck.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A single Kafka broker that is its own controller, in a JVM of its own with a class path of its own.
 *
 * <p>The system property {@code realtime.kafka.broker} names the folder with the broker's jars; in this project the build
 * fills it (module {@code realtime-kafka-broker}).
 */
public final class KafkaServer implements Broker {
    /** The system property that names the folder with the broker's jars. */
    public static final String JARS = "realtime.kafka.broker";

    private static final String STARTED = "Kafka Server started";
    private static final String CLUSTER = "MkU3OEVBNTcwNTJENDM2Qk";

    private final BrokerProcess process;
    private final FaultyLink link;

    private KafkaServer(BrokerProcess process, FaultyLink link) {
        this.process = process;
        this.link = link;
    }

    /**
     * Launches a broker.
     *
     * @return the running broker
     * @throws IllegalStateException if it cannot be started
     */
    public static KafkaServer launch() {
        return launch(Map.of());
    }

    /**
     * Launches a broker with settings of its own.
     *
     * @param settings lines of its {@code server.properties}, which win over those made here
     * @return the running broker
     * @throws IllegalStateException if it cannot be started
     */
    public static KafkaServer launch(Map<String, String> settings) {
        List<Integer> ports = FreePorts.find(3);
        FaultyLink link = new FaultyLink("127.0.0.1", ports.get(1));
        Path directory = BrokerProcess.newDirectory("kafka");
        Map<String, String> properties = properties(ports, link.port(), directory);
        properties.putAll(settings);
        Path file = write(directory, properties);
        format(directory, file);
        return new KafkaServer(
                BrokerProcess.launch(
                        found(),
                        java("kafka.Kafka", file.toString()),
                        ports.get(0),
                        directory,
                        new Started(directory.resolve("broker.log"))),
                link);
    }

    /** The first port is for clients, the second for those that come through the link, the third for the controller. */
    private static Map<String, String> properties(List<Integer> ports, int linked, Path directory) {
        Map<String, String> all = new TreeMap<>();
        all.put("process.roles", "broker,controller");
        all.put("node.id", "1");
        all.put("controller.quorum.voters", "1@127.0.0.1:" + ports.get(2));
        all.put(
                "listeners",
                "DIRECT://127.0.0.1:" + ports.get(0) + ",LINKED://127.0.0.1:" + ports.get(1)
                        + ",CONTROLLER://127.0.0.1:" + ports.get(2));
        all.put("advertised.listeners", "DIRECT://127.0.0.1:" + ports.get(0) + ",LINKED://127.0.0.1:" + linked);
        all.put("listener.security.protocol.map", "DIRECT:PLAINTEXT,LINKED:PLAINTEXT,CONTROLLER:PLAINTEXT");
        all.put("controller.listener.names", "CONTROLLER");
        all.put("inter.broker.listener.name", "DIRECT");
        all.put("log.dirs", directory.resolve("data").toString());
        all.put("offsets.topic.replication.factor", "1");
        all.put("offsets.topic.num.partitions", "1");
        all.put("transaction.state.log.replication.factor", "1");
        all.put("transaction.state.log.min.isr", "1");
        all.put("transaction.state.log.num.partitions", "1");
        all.put("group.initial.rebalance.delay.ms", "0");
        all.put("auto.create.topics.enable", "false");
        all.put("num.network.threads", "2");
        all.put("num.io.threads", "4");
        // Else a broker that was killed waits for 9 s until its former self counts as gone.
        all.put("broker.session.timeout.ms", "1000");
        all.put("broker.heartbeat.interval.ms", "200");
        all.put("log.cleaner.dedupe.buffer.size", "4194304");
        return all;
    }

    private static Path write(Path directory, Map<String, String> properties) {
        List<String> lines = new ArrayList<>();
        properties.forEach((key, value) -> lines.add(key + "=" + value));
        try {
            return Files.write(directory.resolve("server.properties"), lines, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + directory, e);
        }
    }

    /** Prepares the data directory, as every broker needs before its first start. */
    private static void format(Path directory, Path properties) {
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

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xms128m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
                "-cp",
                jars() + "/*"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path jars() {
        String folder = System.getProperty(JARS);
        if (folder == null || !Files.isDirectory(Path.of(folder))) {
            throw new IllegalStateException("The system property " + JARS
                    + " must name a folder with the jars of a Kafka broker, got " + folder
                    + "; the module realtime-kafka-broker fills its target/lib in the phase generate-resources");
        }
        return Path.of(folder);
    }

    private static String found() {
        try (var files = Files.list(jars())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("kafka_2.13-"))
                    .map(name -> "Kafka " + name.substring("kafka_2.13-".length(), name.length() - ".jar".length()))
                    .findFirst()
                    .orElse("Kafka");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + jars(), e);
        }
    }

    /** A broker takes connections long before it leads a partition; its log says when it does. */
    private static final class Started implements BrokerProcess.Ready {
        private final Path log;
        private int starts;

        Started(Path log) {
            this.log = log;
        }

        @Override
        public boolean test(int port) throws IOException {
            try (var lines = Files.lines(log, StandardCharsets.UTF_8)) {
                int seen = (int) lines.filter(line -> line.contains(STARTED)).count();
                boolean again = seen > starts;
                starts = seen;
                return again;
            }
        }
    }

    /**
     * A proxy in front of this broker: clients that start at its port are led to the broker through it alone.
     *
     * @return the link, which is closed with the broker
     */
    public FaultyLink link() {
        return link;
    }

    @Override
    public String version() {
        return process.version();
    }

    @Override
    public String host() {
        return process.host();
    }

    @Override
    public int port() {
        return process.port();
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void start() {
        process.start();
    }

    @Override
    public void pause() {
        process.pause();
    }

    @Override
    public void resume() {
        process.resume();
    }

    @Override
    public void close() {
        link.close();
        process.close();
    }
}
