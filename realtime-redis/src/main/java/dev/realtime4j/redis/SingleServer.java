package dev.realtime4j.redis;

import dev.realtime4j.spi.Sink;
import org.jspecify.annotations.Nullable;

/** One server that has all channels: standalone, or the master that Sentinels name. */
final class SingleServer implements Topology {
    private final Node node;
    private final Reads reads;

    SingleServer(Node node, Commands commands) {
        this.node = node;
        this.reads = new Reads(commands, node.reads());
    }

    @Override
    public void start() {
        node.start();
    }

    @Override
    public ServerClock clock(String stream) {
        return node.clock();
    }

    @Override
    public void emit(String stream, Request<?> request) {
        node.emits().send(request);
    }

    @Override
    public void read(PageRequest request) {
        reads.send(request);
    }

    @Override
    public Listener listen(String topic, Sink sink) {
        return node.live().listen(topic, sink);
    }

    @Override
    public @Nullable Topic topic(String name) {
        return node.live().topic(name);
    }

    @Override
    public @Nullable Throwable lost(String topic) {
        return node.live().lost(topic);
    }

    @Override
    public void tick() {
        node.tick();
    }

    @Override
    public void close() {
        node.close();
    }
}
