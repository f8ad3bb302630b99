package dev.realtime4j.redis;

import dev.realtime4j.spi.Sink;

/** One server that has all channels: standalone, or the master that Sentinels name. */
final class SingleServer implements Topology {
    private final Node node;

    SingleServer(Node node) {
        this.node = node;
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
    public void read(String stream, Request<?> request) {
        node.reads().send(request);
    }

    @Override
    public Listener listen(String stream, Sink sink) {
        return node.live().listen(stream, sink);
    }

    @Override
    public long commonUntil(String stream) {
        return node.live().commonUntil(stream);
    }

    @Override
    public Throwable lost(String stream) {
        return node.live().lost();
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
