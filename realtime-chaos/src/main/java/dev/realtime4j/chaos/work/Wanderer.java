package dev.realtime4j.chaos.work;

import dev.realtime4j.MessageId;
import dev.realtime4j.chaos.history.Stop;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Subscribes, reads for a while, closes, rests, and mostly goes on where it was; by one thread. */
final class Wanderer implements Runnable {
    private final Node node;
    private final String channel;
    private final RandomGenerator random;
    private final Stop stop;
    private @Nullable MessageId cursor;

    Wanderer(Node node, String channel, RandomGenerator random, Stop stop) {
        this.node = node;
        this.channel = channel;
        this.random = random;
        this.stop = stop;
    }

    @Override
    public void run() {
        while (!stop.within(Duration.ofMillis(random.nextLong(50, 1500)))) {
            Reader reader = Reader.open(node, channel, start(), Duration.ZERO);
            if (reader != null) {
                stop.within(Duration.ofMillis(random.nextLong(20, 2500)));
                MessageId position = reader.close();
                cursor = random.nextBoolean() ? position : reader.reached();
            }
        }
    }

    private Reader.Start start() {
        int choice = random.nextInt(10);
        if (choice < 3) {
            return Reader.Start.LIVE;
        } else if (choice == 3) {
            return Reader.Start.OLDEST;
        } else if (choice == 4) {
            return Reader.Start.newest(random.nextInt(1, 100));
        }
        return Reader.Start.after(cursor == null ? MessageId.BEGINNING : cursor);
    }
}
