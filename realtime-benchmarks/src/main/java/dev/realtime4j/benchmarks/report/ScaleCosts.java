package dev.realtime4j.benchmarks.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a backend costs, in µs of processor time, as measured with 1 and 2 nodes.
 *
 * @param emit of the node that emits, for a message
 * @param store of the broker, for a message
 * @param push of the broker, for each node that is sent it
 * @param told of a node that is sent a message which it follows
 * @param skipped of a node that is sent a message which nobody there follows; none where that is not sent
 * @param toAll whether every node is sent every message
 */
record ScaleCosts(double emit, double store, double push, double told, double skipped, boolean toAll) {

    /** What was measured, by nodes, whether they follow all channels, and part. */
    record Measured(Map<String, Double> values) {
        static Measured of(Results results, String where) {
            Map<String, Double> values = new HashMap<>();
            for (List<String> row : results.rows()) {
                if (row.get(0).equals(where)) {
                    values.put(String.join(" ", row.get(1), row.get(2), row.get(3)), Double.parseDouble(row.get(4)));
                }
            }
            return new Measured(values);
        }

        double get(int nodes, String follow, String part) {
            Double value = values.get(nodes + " " + follow + " " + part);
            if (value == null) {
                throw new IllegalStateException("Not measured: " + nodes + " " + follow + " " + part);
            }
            return value;
        }
    }

    /** The costs that explain what 1 and 2 nodes have shown; what comes out below zero is noise. */
    static ScaleCosts of(Measured measured, boolean toAll) {
        double one = measured.get(1, "all", "broker");
        double push = Math.max(0, measured.get(2, "all", "broker") - one);
        double told = (measured.get(1, "all", "nodes") + measured.get(2, "all", "nodes")) / 3;
        double skipped = toAll ? Math.max(0, measured.get(2, "own", "nodes") - told) : 0;
        return new ScaleCosts(measured.get(1, "all", "emitter"), Math.max(0, one - push), push, told, skipped, toAll);
    }

    /** How many nodes are sent a message, if so many follow it. */
    double sent(double nodes, double following) {
        return toAll ? nodes : following;
    }

    double broker(double nodes, double following) {
        return store + push * sent(nodes, following);
    }

    /** Of all nodes together, without the one that emits. */
    double nodes(double nodes, double following) {
        return told * following + skipped * (nodes - following);
    }
}
