package dev.realtime4j.benchmarks.growth;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.codec.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Messages to channels in turn, each of which is followed by as many subscriptions, through one Realtime. */
final class Traffic implements Work {
    private static final int SUBSCRIBERS = 64;
    /** Prime, so that neighbours are far apart. */
    private static final long STEP = 7919;

    private final Realtime realtime;
    private final Arrivals arrivals = new Arrivals();
    private final List<Channel> channels = new ArrayList<>();
    private final int followers;
    private final RawJson data;
    private final int messages;
    /** So few at once that the slowest subscription still finds all of them in memory. */
    private final long burst;

    private long sent;

    /**
     * Follows the channels.
     *
     * @param followers the subscriptions of each channel
     * @param messages how many messages a run has
     */
    Traffic(RealtimeConfig config, int channels, int followers, RawJson data, int messages) throws Exception {
        this.followers = followers;
        this.data = data;
        this.messages = messages;
        burst = config.retention("c-").maxMessages() / 2;
        realtime = Realtime.connect(config);
        for (int i = 0; i < channels; i++) {
            this.channels.add(realtime.channel("c-" + i));
        }
        follow();
    }

    /** By several threads, for each waits for answers of the backend. */
    private void follow() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SUBSCRIBERS);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int first = 0; first < SUBSCRIBERS; first++) {
                int from = first;
                tasks.add(() -> {
                    for (int i = from; i < channels.size() * followers; i += SUBSCRIBERS) {
                        channels.get(i % channels.size())
                                .subscribe(options -> options.onMessage(message -> arrivals.one())
                                        .onGap(gap -> arrivals.fault(new IllegalStateException("Lost: " + gap))));
                    }
                    return true;
                });
            }
            for (Future<Boolean> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Override
    public long run() {
        for (int i = 0; i < messages; i++) {
            if (i % burst == 0) {
                arrivals.atLeast(sent * followers);
            }
            Channel channel = channels.get((int) (sent * STEP % channels.size()));
            var unused = channel.emitAsync("e", data).whenComplete((id, failure) -> {
                if (failure != null) {
                    arrivals.fault(failure);
                }
            });
            sent++;
        }
        arrivals.exactly(sent * followers);
        return (long) messages * followers;
    }

    @Override
    public void close() {
        realtime.close();
    }
}
