package dev.realtime4j.tck.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A cluster of NATS servers with JetStream on one machine. Not for use by several threads at once. */
public final class NatsCluster implements AutoCloseable {
    private final List<NatsServer> nodes;

    private NatsCluster(List<NatsServer> nodes) {
        this.nodes = nodes;
    }

    /**
     * Launches a cluster; returns when every node takes connections, which is before they have agreed on a leader.
     *
     * @param size how many nodes
     * @param settings further lines of each node's configuration file
     * @return the running cluster
     * @throws IllegalStateException if a node cannot be used
     */
    public static NatsCluster launch(int size, String... settings) {
        List<Integer> clients = FreePorts.find(2 * size);
        List<Integer> routes = clients.subList(size, 2 * size);
        String known =
                routes.stream().map(port -> "\"nats://127.0.0.1:" + port + "\"").collect(Collectors.joining(", "));
        List<NatsServer> nodes = new ArrayList<>();
        try {
            for (int i = 0; i < size; i++) {
                List<String> lines = new ArrayList<>(List.of(settings));
                lines.add("server_name: n" + (i + 1));
                lines.add("cluster { name: test, no_advertise: true, listen: \"127.0.0.1:" + routes.get(i)
                        + "\", routes: [" + known + "] }");
                nodes.add(NatsServer.launch(clients.get(i), lines.toArray(String[]::new)));
            }
        } catch (RuntimeException e) {
            nodes.forEach(NatsServer::close);
            throw e;
        }
        return new NatsCluster(List.copyOf(nodes));
    }

    /**
     * The servers, named {@code n1}, {@code n2} and so on.
     *
     * @return as many as were launched, running or not
     */
    public List<NatsServer> nodes() {
        return nodes;
    }

    /**
     * A server by its name.
     *
     * @param name such as {@code n2}
     * @return the server
     */
    public NatsServer node(String name) {
        return nodes.get(Integer.parseInt(name.substring(1)) - 1);
    }

    @Override
    public void close() {
        nodes.forEach(NatsServer::close);
    }
}
