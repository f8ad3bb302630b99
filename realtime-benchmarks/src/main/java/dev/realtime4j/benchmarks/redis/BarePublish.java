package dev.realtime4j.benchmarks.redis;

import dev.realtime4j.benchmarks.latency.Latencies;
import dev.realtime4j.benchmarks.latency.OpenLoop;
import java.util.concurrent.CountDownLatch;
import org.HdrHistogram.Histogram;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Protocol.Command;

/** PUBLISH and SUBSCRIBE alone: nothing is stored. */
final class BarePublish {
    private BarePublish() {}

    static Histogram run(Target target, OpenLoop loop) throws Exception {
        String[] names = Latencies.names().toArray(String[]::new);
        CountDownLatch subscribed = new CountDownLatch(names.length);
        JedisPubSub listener = new JedisPubSub() {
            @Override
            public void onSubscribe(String channel, int count) {
                subscribed.countDown();
            }

            @Override
            public void onMessage(String channel, String message) {
                loop.received(message);
            }
        };
        Thread listening = new Thread(() -> {
            try (Jedis jedis = new Jedis(new HostAndPort(target.host(), target.port()), Target.CLIENT)) {
                jedis.subscribe(listener, names);
            }
        });
        listening.start();
        subscribed.await();
        try (DuplexEmitter.Duplex connection = new DuplexEmitter.Duplex(target)) {
            Thread answers = new Thread(() -> {
                for (int i = 0; i < loop.messages(); i++) {
                    connection.read();
                }
            });
            answers.start();
            Histogram took = loop.run((channel, json) -> {
                connection.write(new CommandArguments(Command.PUBLISH)
                        .add(names[channel])
                        .add(json));
                connection.send();
            });
            answers.join();
            return took;
        } finally {
            listener.unsubscribe();
            listening.join();
        }
    }
}
