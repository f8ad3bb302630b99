package dev.realtime4j.tck.broker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three Kafka brokers that are one cluster, each a controller too. Not for use by several threads at once. */
public final class KafkaCluster implements AutoCloseable {
    private static final int NODES = 3;

    private final List<KafkaServer> nodes;

    private KafkaCluster(List<KafkaServer> nodes) {
        this.nodes = nodes;
    }

    /**
     * Launches three brokers. Topics have three copies unless they are made with another number; the loss of a broker is
     * noticed after two seconds.
     *
     * @return the running cluster
     * @throws IllegalStateException if a broker cannot be started
     */
    public static KafkaCluster launch() {
        List<Integer> ports = FreePorts.find(3 * NODES);
        String voters = IntStream.range(0, NODES)
                .mapToObj(i -> (i + 1) + "@127.0.0.1:" + ports.get(3 * i + 2))
                .collect(Collectors.joining(","));
        Map<String, String> settings = Map.of(
                "controller.quorum.election.timeout.ms", "500",
                "controller.quorum.fetch.timeout.ms", "1000",
                "min.insync.replicas", "2");
        List<KafkaServer.Node> places = IntStream.range(0, NODES)
                .mapToObj(i -> new KafkaServer.Node(i + 1, List.copyOf(ports.subList(3 * i, 3 * i + 3)), voters, NODES))
                .toList();
        List<KafkaServer> started = Collections.synchronizedList(new ArrayList<>());
        try {
            atOnce(places.stream()
                    .<Runnable>map(place -> () -> started.add(KafkaServer.launch(place, settings)))
                    .toList());
        } catch (RuntimeException e) {
            started.forEach(KafkaServer::close);
            throw e;
        }
        return new KafkaCluster(started.stream()
                .sorted(Comparator.comparing(server -> places.indexOf(server.node())))
                .toList());
    }

    /** Does several things at the same time: a broker is ready only when it has found a second one. */
    private static void atOnce(List<Runnable> tasks) {
        List<CompletableFuture<Void>> running = tasks.stream()
                .map(task -> CompletableFuture.runAsync(task, work -> new Thread(work, "kafka-launch").start()))
                .toList();
        RuntimeException failure = null;
        for (CompletableFuture<Void> one : running) {
            try {
                one.join();
            } catch (CompletionException e) {
                failure = new IllegalStateException("A broker of three cannot be started", e.getCause());
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Starts all brokers again after each was killed; returns when they can be used. */
    public void startAll() {
        atOnce(nodes.stream().<Runnable>map(node -> node::start).toList());
    }

    /**
     * The brokers; the one at index i has the node id i + 1.
     *
     * @return the three of them, running or not
     */
    public List<KafkaServer> nodes() {
        return nodes;
    }

    /**
     * Where clients reach the brokers directly.
     *
     * @return addresses joined by commas
     */
    public String servers() {
        return nodes.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","));
    }

    /**
     * Where clients reach the brokers through their links.
     *
     * @return addresses joined by commas
     */
    public String linked() {
        return nodes.stream().map(node -> "127.0.0.1:" + node.link().port()).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        nodes.forEach(KafkaServer::close);
    }
}
