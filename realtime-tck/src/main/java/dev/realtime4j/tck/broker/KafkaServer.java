package dev.realtime4j.tck.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker that is a controller too, in a JVM of its own with a class path of its own.
 *
 * <p>The system property {@code realtime.kafka.broker} names the folder with the broker's jars; in this project the build
 * fills it (module {@code realtime-kafka-broker}).
 */
public final class KafkaServer extends ProcessBroker {
    /** The system property that names the folder with the broker's jars. */
    public static final String JARS = "realtime.kafka.broker";

    private final Node node;
    private final FaultyLink link;
    private final @Nullable KafkaClock clock;

    /**
     * A broker's place in its cluster.
     *
     * @param id its number, from 1 on
     * @param ports for clients, for those that come through the link, and for the controllers
     * @param voters all controllers, as {@code id@host:port} joined by commas
     * @param copies how many brokers hold Kafka's own topics
     */
    record Node(int id, List<Integer> ports, String voters, int copies) {}

    private KafkaServer(Node node, BrokerProcess process, FaultyLink link, @Nullable KafkaClock clock) {
        super(process);
        this.node = node;
        this.link = link;
        this.clock = clock;
    }

    /**
     * Launches a single broker.
     *
     * @return the running broker
     * @throws IllegalStateException if it cannot be started
     */
    public static KafkaServer launch() {
        return launch(Map.of());
    }

    /**
     * Launches a single broker with settings of its own. Its listeners are named {@code DIRECT}, {@code LINKED} (which
     * clients reach through {@link #link()}) and {@code CONTROLLER}.
     *
     * @param settings lines of its {@code server.properties}, which win over those made here
     * @return the running broker
     * @throws IllegalStateException if it cannot be started
     */
    public static KafkaServer launch(Map<String, String> settings) {
        return launch(single(), settings, false);
    }

    /**
     * Launches a single broker with a clock of its own, which {@link #stepClock} moves. That takes a JDK, as the program that
     * does so is run from its source.
     *
     * @return the running broker; its clock shows the system's time
     * @throws IllegalStateException if it cannot be started
     */
    public static KafkaServer launchWithClock() {
        return launch(single(), Map.of(), true);
    }

    private static Node single() {
        List<Integer> ports = FreePorts.find(3);
        return new Node(1, ports, "1@127.0.0.1:" + ports.get(2), 1);
    }

    static KafkaServer launch(Node node, Map<String, String> settings) {
        return launch(node, settings, false);
    }

    private static KafkaServer launch(Node node, Map<String, String> settings, boolean withClock) {
        KafkaArchive.require(KafkaFiles.jars());
        FaultyLink link = new FaultyLink("127.0.0.1", node.ports().get(1));
        try {
            Path directory = BrokerProcess.newDirectory("kafka");
            Path file = prepare(node, link.port(), directory, settings);
            KafkaClock clock = withClock ? KafkaClock.in(directory) : null;
            String program = withClock ? KafkaClock.program(directory).toString() : "kafka.Kafka";
            return new KafkaServer(node, launch(node, directory, program, file.toString()), link, clock);
        } catch (RuntimeException e) {
            link.close();
            throw e;
        }
    }

    /** Writes the settings of a broker and makes its data directory; gives the file of the settings. */
    private static Path prepare(Node node, int linked, Path directory, Map<String, String> settings) {
        Map<String, String> properties = properties(node, linked, directory);
        properties.putAll(settings);
        Path file = KafkaFiles.write(directory, properties);
        KafkaFiles.format(directory, file);
        return file;
    }

    private static BrokerProcess launch(Node node, Path directory, String... arguments) {
        Started started = new Started(directory.resolve("broker.log"));
        List<String> command = KafkaFiles.java(arguments);
        return BrokerProcess.launch(KafkaFiles.version(), command, node.ports().get(0), directory, started);
    }

    /** Starts a broker with one more option of the JVM, and stops it. */
    static void runOnce(String option) {
        Node node = single();
        Path directory = BrokerProcess.newDirectory("kafka");
        Path file = prepare(node, node.ports().get(1), directory, Map.of());
        try (BrokerProcess broker = launch(node, directory, option, "kafka.Kafka", file.toString())) {
            broker.stop();
        }
    }

    private static Map<String, String> properties(Node node, int linked, Path directory) {
        String copies = Integer.toString(node.copies());
        Map<String, String> all = new TreeMap<>();
        all.put("process.roles", "broker,controller");
        all.put("node.id", Integer.toString(node.id()));
        all.put("controller.quorum.voters", node.voters());
        all.put(
                "listeners",
                "DIRECT://127.0.0.1:" + node.ports().get(0) + ",LINKED://127.0.0.1:"
                        + node.ports().get(1) + ",CONTROLLER://127.0.0.1:"
                        + node.ports().get(2));
        all.put("advertised.listeners", "DIRECT://127.0.0.1:" + node.ports().get(0) + ",LINKED://127.0.0.1:" + linked);
        all.put("listener.security.protocol.map", "DIRECT:PLAINTEXT,LINKED:PLAINTEXT,CONTROLLER:PLAINTEXT");
        all.put("controller.listener.names", "CONTROLLER");
        all.put("inter.broker.listener.name", "DIRECT");
        all.put("log.dirs", directory.resolve("data").toString());
        all.put("default.replication.factor", copies);
        all.put("offsets.topic.replication.factor", copies);
        all.put("offsets.topic.num.partitions", "1");
        all.put("transaction.state.log.replication.factor", copies);
        all.put("transaction.state.log.min.isr", "1");
        all.put("transaction.state.log.num.partitions", "1");
        all.put("group.initial.rebalance.delay.ms", "0");
        all.put("auto.create.topics.enable", "false");
        all.put("num.network.threads", "2");
        all.put("num.io.threads", "4");
        // Else a broker that was killed waits for 9 s until its former self counts as gone; less, and a busy machine
        // fences it.
        all.put("broker.session.timeout.ms", "2000");
        all.put("broker.heartbeat.interval.ms", "200");
        all.put("log.cleaner.dedupe.buffer.size", "4194304");
        return all;
    }

    /** A broker takes connections long before it leads a partition; its log says when it does. */
    private static final class Started implements BrokerProcess.Ready {
        private static final String STARTED = "Kafka Server started";

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

    Node node() {
        return node;
    }

    /**
     * A proxy in front of this broker: clients that start at its port are led to the broker through it alone.
     *
     * @return the link, which is closed with the broker
     */
    public FaultyLink link() {
        return link;
    }

    /**
     * Takes the newest records of a partition, as a loss of power may; the broker must not run, and the partition must have
     * one segment.
     *
     * @param topic the topic
     * @param partition the partition
     * @param from the first offset that is lost; it has to be the first of a batch
     */
    public void cut(String topic, int partition, long from) {
        KafkaFiles.cut(process().directory(), topic, partition, from);
    }

    /**
     * Damages a stored batch, as a disk may: the broker gives it out as it is, and its checksum does not fit. To do so
     * twice mends it. The partition must have one segment.
     *
     * @param topic the topic
     * @param partition the partition
     * @param at the first offset of the batch
     */
    public void damage(String topic, int partition, long at) {
        KafkaFiles.damage(process().directory(), topic, partition, at);
    }

    /**
     * Whether {@link #fillDisk} can be used.
     *
     * @return whether this system has {@code prlimit}, as Linux has
     */
    public static boolean canFillDisk() {
        return BrokerProcess.canLimitFiles();
    }

    /**
     * Lets its logs grow only a little more: beyond that a write is refused as on a full disk, and the broker ends itself.
     * Killed and started again it has room.
     *
     * @param bytes how much there is room for
     * @throws IllegalStateException if that cannot be done
     */
    public void fillDisk(long bytes) {
        process().limitFiles(".log", bytes);
    }

    /**
     * Steps the clock of a broker that was launched with one of its own, as somebody may who sets a system's time: what is
     * stored from now on has times by it.
     *
     * @param by how far; a negative duration steps back
     * @throws IllegalStateException if the broker has the system's clock
     */
    public void stepClock(Duration by) {
        if (clock == null) {
            throw new IllegalStateException("Not launched with a clock of its own");
        }
        clock.step(by);
    }

    @Override
    public void close() {
        link.close();
        super.close();
    }
}
