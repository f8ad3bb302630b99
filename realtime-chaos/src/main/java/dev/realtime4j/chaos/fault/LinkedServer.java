package dev.realtime4j.chaos.fault;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.tck.broker.Broker;
import dev.realtime4j.tck.broker.FaultyLink;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A backend of one server, to which each node comes by a link of its own. */
abstract class LinkedServer<B extends Broker> implements Backend {
    private static final int NODES = 2;

    private final String scheme;
    private final B server;
    private final List<FaultyLink> links;

    /** Takes a server that runs, which is closed with this. */
    LinkedServer(String scheme, B server) {
        this.scheme = scheme;
        this.server = server;
        links = IntStream.range(0, NODES)
                .mapToObj(node -> new FaultyLink(server.host(), server.port()))
                .toList();
    }

    final B server() {
        return server;
    }

    @Override
    public final String name() {
        return server.version();
    }

    @Override
    public final Realtime connect(int node, UnaryOperator<RealtimeConfig.Builder> settings) {
        return connectAt(links.get(node).port(), settings);
    }

    @Override
    public final Realtime connectDirectly(UnaryOperator<RealtimeConfig.Builder> settings) {
        return connectAt(server.port(), settings);
    }

    private Realtime connectAt(int port, UnaryOperator<RealtimeConfig.Builder> settings) {
        return Realtime.connect(settings.apply(RealtimeConfig.builder(scheme + "://127.0.0.1:" + port))
                .build());
    }

    @Override
    public final List<FaultyLink> links() {
        return links;
    }

    @Override
    public final void close() {
        links.forEach(FaultyLink::close);
        server.close();
    }
}
