package dev.realtime4j.benchmarks.redis;

import redis.clients.jedis.Connection;

/** One thread that waits for each answer. */
final class RoundTripEmitter implements Emitter {
    private final Target target;
    private final Connection connection;

    RoundTripEmitter(Target target) {
        this.target = target;
        connection = target.connect();
    }

    @Override
    public void emit(int count, int channels) {
        for (int i = 0; i < count; i++) {
            connection.executeCommand(target.emit(i % channels));
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
