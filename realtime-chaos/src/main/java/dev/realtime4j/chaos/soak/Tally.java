package dev.realtime4j.chaos.soak;

import dev.realtime4j.Gap;
import dev.realtime4j.SubscriptionOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Takes the messages of one subscription, which are numbered, and checks that none is missing unless a gap was told. */
final class Tally {
    private static final long UNKNOWN = -1;

    private final String channel;
    private final LongAdder received;
    private final Consumer<String> faults;
    private final CountDownLatch first = new CountDownLatch(1);
    private long last = UNKNOWN;

    Tally(String channel, LongAdder received, Consumer<String> faults) {
        this.channel = channel;
        this.received = received;
        this.faults = faults;
    }

    void listen(SubscriptionOptions options) {
        options.onGap(this::gap).on(Churn.NUMBER, message -> take(message.data()));
    }

    private void gap(Gap gap) {
        last = UNKNOWN;
        if (gap.reason() == Gap.Reason.RESET) {
            faults.accept(channel + ": a reset, though nothing was lost: " + gap);
        }
    }

    private void take(long number) {
        if (last != UNKNOWN && number != last + 1) {
            faults.accept(channel + ": " + number + " came after " + last);
        }
        last = number;
        received.increment();
        first.countDown();
    }

    /** Waits for a message; gives whether one has come. */
    boolean awaitFirst(long millis) throws InterruptedException {
        return first.await(millis, TimeUnit.MILLISECONDS);
    }
}
