package dev.realtime4j.benchmarks.redis;

import dev.realtime4j.Realtime;
import dev.realtime4j.benchmarks.emits.Flow;
import dev.realtime4j.benchmarks.emits.Followers;
import dev.realtime4j.benchmarks.emits.Waiting;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Following very many channels of which few have messages: how long it takes to subscribe, and to be whole again after the
 * connection was cut while a thousand messages a second flow.
 *
 * @param subscribedNanos until all subscriptions stood
 * @param healedNanos from the cut until all stood again and each channel was compared with its log
 * @param bytesEach the heap of a channel with its subscription
 * @param complete whether every message came once
 */
record ManyChannels(long subscribedNanos, long healedNanos, long bytesEach, boolean complete) {
    private static final int BATCH = 1000;
    private static final int PATIENCE_SECONDS = 120;

    /** Through Realtime. */
    static ManyChannels ofRealtime(Target target, int count, LongSupplier heap) throws Exception {
        List<String> names = IntStream.range(0, count).mapToObj(i -> "m-" + i).toList();
        try (Realtime emitter = Realtime.connect(target.url());
                Followers followers = new Followers(target.url())) {
            followers.follow(List.of("warm"));
            long before = heap.getAsLong();
            long start = System.nanoTime();
            followers.follow(names);
            long subscribed = System.nanoTime() - start;
            long each = (heap.getAsLong() - before) / count;
            try (Flow flow = new Flow(emitter, count, names::get)) {
                followers.cut();
                start = System.nanoTime();
                cut(target);
                boolean whole = Waiting.until(() -> followers.connected() >= count, PATIENCE_SECONDS);
                long healed = System.nanoTime() - start;
                int sent = flow.end();
                whole &= Waiting.until(() -> followers.delivered() >= sent, PATIENCE_SECONDS);
                return new ManyChannels(subscribed, healed, each, whole && followers.delivered() == sent);
            }
        }
    }

    /** Bare: SUBSCRIBE to a thousand at a time, and after the cut one read of the end of each stream as well. */
    static ManyChannels ofDriver(Target target, int count) throws Exception {
        try (Realtime emitter = Realtime.connect(target.url())) {
            long start = System.nanoTime();
            DuplexEmitter.Duplex listener = subscribeAll(target, count);
            long subscribed = System.nanoTime() - start;
            try (Flow flow = new Flow(emitter, count, i -> "m-" + i)) {
                start = System.nanoTime();
                cut(target);
                listener.close();
                DuplexEmitter.Duplex again = subscribeAll(target, count);
                readEnds(target, count);
                long healed = System.nanoTime() - start;
                again.close();
                flow.end();
                return new ManyChannels(subscribed, healed, 0, true);
            }
        }
    }

    private static DuplexEmitter.Duplex subscribeAll(Target target, int count) throws Exception {
        DuplexEmitter.Duplex listener = new DuplexEmitter.Duplex(target);
        Thread writer = new Thread(() -> {
            for (int first = 0; first < count; first += BATCH) {
                CommandArguments command = new CommandArguments(Command.SUBSCRIBE);
                for (int i = first; i < Math.min(count, first + BATCH); i++) {
                    command.add("rt:m-" + i);
                }
                listener.write(command);
                listener.send();
            }
        });
        writer.start();
        for (int confirmed = 0; confirmed < count; ) {
            Object said = listener.read();
            if (said instanceof List<?> parts && parts.get(0) instanceof byte[] kind && kind[0] == 's') {
                confirmed++;
            }
        }
        writer.join();
        return listener;
    }

    private static void readEnds(Target target, int count) throws Exception {
        try (DuplexEmitter.Duplex reads = new DuplexEmitter.Duplex(target)) {
            Thread writer = new Thread(() -> {
                for (int i = 0; i < count; i++) {
                    reads.write(new CommandArguments(Command.XREVRANGE)
                            .add("rt:m-" + i)
                            .add("+")
                            .add("-")
                            .add("COUNT")
                            .add(1));
                    if (i % 64 == 63) {
                        reads.send();
                    }
                }
                reads.send();
            });
            writer.start();
            for (int i = 0; i < count; i++) {
                reads.read();
            }
            writer.join();
        }
    }

    private static void cut(Target target) {
        try (var connection = target.connect()) {
            connection.executeCommand(
                    new CommandArguments(Command.CLIENT).add("KILL").add("TYPE").add("pubsub"));
        }
    }
}
