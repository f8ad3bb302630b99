package dev.realtime4j.benchmarks.report;

/**
 * The paper model of docs/scale.md: how many nodes, and how many brokers, a load needs.
 *
 * @param costs what the backend costs
 * @param kibOfStream memory of a stream, in KiB
 * @param microsOfDelivery processor time to give a stream a message, in µs
 */
record ScaleModel(ScaleCosts costs, double kibOfStream, double microsOfDelivery) {
    /** How much of a processor is planned to be used. */
    static final double USE = 0.6;

    static final int CORES = 8;
    static final double NODE_KIB = 24.0 * 1024 * 1024;
    static final int STREAMS_OF_NODE = 100_000;
    static final double PING_SECONDS = 15;
    private static final int MOST_NODES = 10_000;

    /**
     * A load.
     *
     * @param streams how many there are
     * @param messages how many are emitted a second
     * @param followers how many streams get each
     */
    record Load(double streams, double messages, double followers) {
        Load part(int groups) {
            return new Load(streams / groups, messages / groups, followers);
        }

        double deliveries() {
            return messages * followers;
        }
    }

    /**
     * What a load needs.
     *
     * @param groups into how many groups of topics with their own nodes the channels are divided
     * @param nodes how many nodes in all
     * @param nodeCores how many processors they are busy with
     * @param brokerCores how many processors the brokers are busy with
     */
    record Need(int groups, int nodes, double nodeCores, double brokerCores) {}

    /** On how many nodes somebody follows a message, if its followers are spread evenly. */
    static double following(double nodes, double followers) {
        return nodes * (1 - Math.pow(1 - 1 / nodes, followers));
    }

    /** In as few groups as leave a node four fifths of its time for what is followed there. */
    Need need(Load load) {
        double skipping = costs.toAll() ? load.messages * costs.skipped() / 1e6 : 0;
        int groups = Math.max(1, (int) Math.ceil(skipping / (USE * CORES / 5)));
        Load part = load.part(groups);
        int nodes = 1;
        int enough = nodes(part, nodes);
        while (enough > nodes && nodes < MOST_NODES) {
            nodes++;
            enough = nodes(part, nodes);
        }
        double following = following(nodes, load.followers);
        return new Need(
                groups,
                groups * nodes,
                groups * cores(part, nodes),
                load.messages * costs.broker(nodes, following) / 1e6);
    }

    private int nodes(Load load, int nodes) {
        double byTime = cores(load, nodes) / (USE * CORES);
        double byMemory = load.streams * kibOfStream / NODE_KIB;
        return (int) Math.ceil(Math.max(Math.max(byTime, byMemory), load.streams / STREAMS_OF_NODE));
    }

    private double cores(Load load, int nodes) {
        double perMessage = costs.emit() + costs.nodes(nodes, following(nodes, load.followers));
        double written = load.deliveries() + load.streams / PING_SECONDS;
        return (load.messages * perMessage + written * microsOfDelivery) / 1e6;
    }

    /** How many messages a second a broker takes that works on one processor, with so many nodes. */
    double mostOnOneCore(Need need, Load load) {
        double nodes = (double) need.nodes / need.groups;
        return USE * 1e6 / costs.broker(nodes, following(nodes, load.followers));
    }

    /** From how many messages a second on a node does nothing but skip what is not followed there; infinite if it is not sent that. */
    double mostForNode() {
        return costs.toAll() && costs.skipped() > 0 ? USE * CORES * 1e6 / costs.skipped() : Double.POSITIVE_INFINITY;
    }
}
