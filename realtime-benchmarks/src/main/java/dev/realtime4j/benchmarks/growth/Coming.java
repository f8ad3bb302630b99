package dev.realtime4j.benchmarks.growth;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Subscription;
import java.util.ArrayList;
import java.util.List;

/** Subscriptions on one channel that come, are given a message, and go, while one stays. */
final class Coming implements Work {
    private static final int LEAST = 2_000;

    private final Realtime realtime;
    private final Channel channel;
    private final int count;
    private final Arrivals arrivals = new Arrivals();
    private long sent;
    private long wanted;

    /** With so many at a time. */
    Coming(RealtimeConfig config, int count) {
        realtime = Realtime.connect(config);
        channel = realtime.channel("room");
        this.count = count;
        Subscription unused = subscribe();
    }

    private Subscription subscribe() {
        return channel.subscribe(options -> options.onMessage(message -> arrivals.one()));
    }

    @Override
    public long run() {
        int times = Math.max(1, LEAST / count);
        for (int i = 0; i < times; i++) {
            List<Subscription> all = new ArrayList<>();
            for (int subscription = 0; subscription < count; subscription++) {
                all.add(subscribe());
            }
            channel.emit("e", sent++);
            wanted += count + 1;
            arrivals.exactly(wanted);
            all.forEach(Subscription::close);
        }
        return (long) times * count;
    }

    @Override
    public void close() {
        realtime.close();
    }
}
