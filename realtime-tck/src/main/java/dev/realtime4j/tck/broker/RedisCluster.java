package dev.realtime4j.tck.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A Redis cluster on the loopback address: three masters, each with a replica that takes over within a few seconds. */
public final class RedisCluster implements AutoCloseable {
    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    private static final int NODE_TIMEOUT_MILLIS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<RedisServer> nodes = new ArrayList<>();
    private final boolean[] away = new boolean[2 * MASTERS];

    private RedisCluster() {}

    /**
     * Launches six servers and makes a cluster of them.
     *
     * @param settings further settings of each, as on the command line
     * @return the cluster, all of whose slots are served and replicated
     * @throws IllegalStateException if that does not succeed within a minute
     */
    public static RedisCluster launch(String... settings) {
        RedisCluster cluster = new RedisCluster();
        try {
            cluster.form(settings);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    private void form(String... settings) {
        List<Integer> ports = FreePorts.find(4 * MASTERS);
        for (int i = 0; i < 2 * MASTERS; i++) {
            List<String> own = new ArrayList<>(List.of(
                    "--cluster-enabled",
                    "yes",
                    "--cluster-port",
                    Integer.toString(ports.get(2 * MASTERS + i)),
                    "--cluster-node-timeout",
                    Integer.toString(NODE_TIMEOUT_MILLIS),
                    "--repl-diskless-sync-delay",
                    "0"));
            own.addAll(List.of(settings));
            nodes.add(RedisServer.launch(ports.get(i), own.toArray(String[]::new)));
        }
        for (int i = 0; i < MASTERS; i++) {
            int from = i * SLOTS / MASTERS;
            int to = (i + 1) * SLOTS / MASTERS - 1;
            nodes.get(i).call("CLUSTER", "ADDSLOTSRANGE", Integer.toString(from), Integer.toString(to));
            nodes.get(i).call("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        }
        for (int i = 1; i < nodes.size(); i++) {
            nodes.get(0)
                    .call(
                            "CLUSTER",
                            "MEET",
                            nodes.get(i).host(),
                            Integer.toString(nodes.get(i).port()),
                            Integer.toString(ports.get(2 * MASTERS + i)));
        }
        until(
                "all nodes know each other",
                () -> nodes.stream().allMatch(node -> info(node).contains("cluster_known_nodes:" + nodes.size())));
        for (int i = 0; i < MASTERS; i++) {
            String master = nodes.get(i).call("CLUSTER", "MYID");
            RedisServer replica = nodes.get(MASTERS + i);
            until(
                    "the replica knows its master",
                    () -> replica.call("CLUSTER", "NODES").contains(master));
            replica.call("CLUSTER", "REPLICATE", master);
        }
        awaitWhole();
    }

    private static String info(RedisServer node) {
        return node.call("CLUSTER", "INFO");
    }

    /** Waits until all slots are served and all replicas follow. */
    public void awaitWhole() {
        until("the cluster is whole", () -> {
            int replicas = 0;
            for (int i = 0; i < nodes.size(); i++) {
                if (!away[i]) {
                    RedisServer node = nodes.get(i);
                    if (!info(node).contains("cluster_state:ok")
                            || node.call("CLUSTER", "NODES").contains("fail")) {
                        return false;
                    }
                    String replication = node.call("INFO", "replication");
                    replicas += replication.contains("master_link_status:up") ? 1 : 0;
                }
            }
            return replicas == MASTERS;
        });
    }

    /** Waits until all slots are served by nodes that run, with or without replicas. */
    public void awaitServed() {
        until("all slots are served", () -> {
            List<RedisServer> masters = masters();
            return masters.size() == MASTERS
                    && masters.stream().allMatch(node -> info(node).contains("cluster_state:ok"));
        });
    }

    private static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("Not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /**
     * How clients name it.
     *
     * @return a URL with the addresses of three nodes
     */
    public String url() {
        return url(nodes.subList(0, MASTERS));
    }

    /**
     * How clients name it that know other nodes.
     *
     * @return a URL with the addresses of the three nodes that are not in {@link #url()}
     */
    public String otherUrl() {
        return url(nodes.subList(MASTERS, nodes.size()));
    }

    private static String url(List<RedisServer> nodes) {
        return "redis-cluster://"
                + nodes.stream().map(node -> node.host() + ":" + node.port()).collect(Collectors.joining(","));
    }

    /**
     * What reports call it.
     *
     * @return its name and version
     */
    public String version() {
        return nodes.get(0).version() + " cluster of " + nodes.size();
    }

    /**
     * Its nodes.
     *
     * @return all of them, masters and replicas, in a fixed order
     */
    public List<RedisServer> nodes() {
        return List.copyOf(nodes);
    }

    /**
     * The nodes that are masters now.
     *
     * @return those that run and have slots
     */
    public List<RedisServer> masters() {
        List<RedisServer> masters = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (!away[i] && nodes.get(i).call("INFO", "replication").contains("role:master")) {
                masters.add(nodes.get(i));
            }
        }
        return masters;
    }

    /**
     * The master of a key's slot.
     *
     * @param key the key
     * @return the node that runs and has it
     * @throws IllegalStateException if none has within a minute
     */
    public RedisServer master(String key) {
        List<RedisServer> found = new ArrayList<>();
        until("a master has the slot of " + key, () -> {
            for (RedisServer master : masters()) {
                try {
                    master.call("EXISTS", key);
                    return found.add(master);
                } catch (IllegalStateException elsewhere) {
                    // Another one has it.
                }
            }
            return false;
        });
        return found.get(0);
    }

    /**
     * Kills a node.
     *
     * @param node one that runs
     */
    public void kill(RedisServer node) {
        away[nodes.indexOf(node)] = true;
        node.kill();
    }

    /**
     * Starts a node again.
     *
     * @param node one that was killed
     */
    public void start(RedisServer node) {
        node.start();
        away[nodes.indexOf(node)] = false;
    }

    /** Starts all nodes again that were killed. */
    public void startAll() {
        for (RedisServer node : nodes) {
            if (away[nodes.indexOf(node)]) {
                start(node);
            }
        }
    }

    /**
     * The replicas of a master.
     *
     * @param master a node that runs
     * @return those that run and follow it
     */
    public List<RedisServer> replicas(RedisServer master) {
        List<RedisServer> replicas = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (!away[i] && nodes.get(i).call("INFO", "replication").contains("master_port:" + master.port() + "\r")) {
                replicas.add(nodes.get(i));
            }
        }
        return replicas;
    }

    /**
     * Moves a slot from its master to another one, while it is in use.
     *
     * @param key a key of the slot
     * @param target the other master
     */
    public void move(String key, RedisServer target) {
        RedisServer source = master(key);
        String slot = source.call("CLUSTER", "KEYSLOT", key);
        String from = source.call("CLUSTER", "MYID");
        String to = target.call("CLUSTER", "MYID");
        target.call("CLUSTER", "SETSLOT", slot, "IMPORTING", from);
        source.call("CLUSTER", "SETSLOT", slot, "MIGRATING", to);
        String keys = source.call("CLUSTER", "GETKEYSINSLOT", slot, "1");
        while (!keys.isEmpty()) {
            source.call("MIGRATE", target.host(), Integer.toString(target.port()), keys, "0", "5000");
            keys = source.call("CLUSTER", "GETKEYSINSLOT", slot, "1");
        }
        target.call("CLUSTER", "SETSLOT", slot, "NODE", to);
        source.call("CLUSTER", "SETSLOT", slot, "NODE", to);
        for (RedisServer master : masters()) {
            master.call("CLUSTER", "SETSLOT", slot, "NODE", to);
        }
    }

    /** Kills all nodes and deletes their data. */
    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }
}
