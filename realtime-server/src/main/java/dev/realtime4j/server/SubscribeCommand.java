package dev.realtime4j.server;

import dev.realtime4j.Gap;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.Subscription;
import dev.realtime4j.Subscription.Status;
import dev.realtime4j.SubscriptionOptions;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code realtime subscribe}. The handlers of its subscription never overlap; the caller's thread waits for the end. */
@Command(
        name = "subscribe",
        description = {
            "Follow a channel and print each message as a line of JSON, until Ctrl-C.",
            "A gap, messages that can no longer be had, is printed in its place as {\"gap\":{…}}."
        },
        footer = {
            "",
            Arguments.Time.FORMS,
            "",
            "Examples, at a server on this machine:",
            "  realtime subscribe --channel room-1",
            "  realtime subscribe --channel room-1 --event 'chat.*' --latest 50",
            "  realtime subscribe --channel room-1 --after 1795344400518-0 --fail-on-gap"
        })
final class SubscribeCommand implements Callable<Integer> {
    private final Streams streams;
    private final JsonLines lines;
    private final CountDownLatch end = new CountDownLatch(1);
    private long count;
    private final CompletableFuture<Subscription> subscribed = new CompletableFuture<>();
    private @Nullable MessageId last;
    private @Nullable MessageId stoppedAt;
    private volatile int exitCode;
    private volatile boolean connected = true;

    @Option(names = "--channel", required = true, paramLabel = "C", description = "The channel's name.")
    private String channel = "";

    @Option(
            names = "--event",
            paramLabel = "F",
            description = "Only this event, or with a trailing .* all below a name. May be given several times.")
    private List<String> events = new ArrayList<>();

    @Option(names = "--replay", description = "Start with the oldest message that is kept, then go on live.")
    private boolean replay;

    @Option(
            names = "--latest",
            paramLabel = "N",
            description = "Start with the newest N messages that pass --event, then go on live.")
    private @Nullable Integer latest;

    @Option(
            names = "--since",
            paramLabel = "T",
            converter = Arguments.Time.class,
            description =
                    "Start with the first message of this time or later, then go on live; with --latest N, with the"
                            + " newest N of them.")
    private @Nullable Instant since;

    @Option(
            names = "--after",
            paramLabel = "ID",
            converter = Arguments.Id.class,
            description = "Start with exactly what follows this message; 0-0 is the beginning.")
    private @Nullable MessageId after;

    @Option(names = "--fail-on-gap", description = "End with exit code 3 as soon as messages are missing.")
    private boolean failOnGap;

    @Option(names = "--max", paramLabel = "N", description = "End after N messages.")
    private long max = Long.MAX_VALUE;

    @Mixin
    private final Place place = new Place();

    SubscribeCommand(Streams streams) {
        this.streams = streams;
        lines = new JsonLines(streams.out());
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Arguments.check(channel);
        Arguments.check(events.toArray(String[]::new));
        if (max < 1) {
            throw new IllegalArgumentException("--max must be 1 or more, got " + max);
        }
        Interrupt interrupt = new Interrupt(end::countDown);
        try (Realtime realtime = place.connect(streams.err())) {
            Subscription subscription = subscribe(realtime);
            streams.err().println("subscribed to \"" + channel + "\"; Ctrl-C ends");
            end.await();
            subscription.close();
            MessageId position = stoppedAt == null ? subscription.position() : stoppedAt;
            streams.err()
                    .println("ended after " + count + (count == 1 ? " message" : " messages") + "; --after " + position
                            + " goes on from here");
        } finally {
            interrupt.ended();
        }
        return exitCode;
    }

    private Subscription subscribe(Realtime realtime) {
        try {
            subscribed.complete(realtime.channel(channel).subscribe(this::fill));
        } catch (RuntimeException e) {
            subscribed.completeExceptionally(e); // a handler may wait for it
            throw e;
        }
        return subscribed.join();
    }

    private void fill(SubscriptionOptions options) {
        options.events(events.toArray(String[]::new))
                .onMessage(this::message)
                .onGap(this::gap)
                .onStatus(this::status)
                .onError(failure -> streams.err().println("realtime: " + failure));
        if (replay) {
            options.replay();
        }
        if (latest != null) {
            options.replayLatest(latest);
        }
        if (since != null) {
            options.replaySince(since);
        }
        if (after != null) {
            options.after(after);
            if (failOnGap) {
                options.failOnGap();
            }
        }
    }

    private void message(Message<?> message) {
        if (end.getCount() == 0 || !lines.print(message)) {
            stop();
            return;
        }
        last = message.id();
        if (++count == max) {
            end.countDown();
        }
    }

    /** Keeps the place of the first that was not printed: the subscription moves on over it and what follows. */
    private void stop() {
        if (stoppedAt == null) {
            stoppedAt = last == null ? subscribed.join().position() : last;
        }
        end.countDown();
    }

    private void gap(Gap gap) {
        if (end.getCount() == 0 || !lines.print(new Told(gap))) {
            stop();
            return;
        }
        if (failOnGap) {
            stoppedAt = gap.next();
            streams.err()
                    .println("realtime: messages after " + gap.after() + " are missing (" + gap.reason()
                            + "); load the current state anew, then go on with --after " + gap.next());
            exitCode = Main.GAP;
            end.countDown();
        }
    }

    private void status(Status status) {
        boolean now = status == Status.CONNECTED;
        if (now != connected) {
            connected = now;
            streams.err().println(now ? "connected again" : "connection lost, reconnecting");
        }
    }

    /**
     * What is printed for a gap.
     *
     * @param gap the gap
     */
    record Told(Gap gap) {}
}
