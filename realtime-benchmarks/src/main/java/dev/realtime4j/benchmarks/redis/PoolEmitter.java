package dev.realtime4j.benchmarks.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;

/** The driver as it is meant to be used: a pool of connections, and threads that each wait for the answer. */
final class PoolEmitter implements Emitter {
    private final Target target;
    private final int size;
    private final RedisClient client;
    private final ExecutorService threads;

    PoolEmitter(Target target, int size) {
        this.target = target;
        this.size = size;
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(size);
        pool.setMaxIdle(size);
        client = RedisClient.builder()
                .hostAndPort(new HostAndPort(target.host(), target.port()))
                .poolConfig(pool)
                .build();
        threads = Executors.newFixedThreadPool(size);
    }

    @Override
    public void emit(int count, int channels) throws Exception {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int first = 0; first < size; first++) {
            int from = first;
            tasks.add(() -> {
                for (int i = from; i < count; i += size) {
                    client.executeCommand(target.emit(i % channels));
                }
                return true;
            });
        }
        for (Future<Boolean> done : threads.invokeAll(tasks)) {
            done.get();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.close();
    }
}
