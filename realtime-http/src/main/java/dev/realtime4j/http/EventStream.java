package dev.realtime4j.http;

import dev.realtime4j.Gap;
import dev.realtime4j.Message;
import dev.realtime4j.Realtime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's stream. Messages are gathered into a batch while a task of the stream's executor is on its way to write it:
 * under load batches grow instead of queues. While the client does not read, the subscriptions wait with one message each,
 * and their cursors stop.
 */
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.http");

    private final List<Feed> feeds = new ArrayList<>(1);
    private final String mark;
    private final FrameCache frames;
    private final Counters counters;
    private final long readFromMillis;
    private final StreamClock clock;
    private final Runnable flush = this::flush;
    private final Outbox outbox = new Outbox();
    private @Nullable ArrayDeque<Feed> waiting;
    private @Nullable List<byte[]> early;
    private @Nullable HttpStream out;
    private boolean open;
    private boolean scheduled;
    private boolean finishing;
    private boolean ended;
    private long written;

    EventStream(StreamRequest request, Decision decision, StreamClock clock, FrameCache frames, Counters counters) {
        for (String channel : request.channels()) {
            feeds.add(new Feed(this, channel));
        }
        this.mark = Positions.mark(request.channels());
        this.readFromMillis = decision.readFrom() == null || decision.readsNothing()
                ? Long.MIN_VALUE
                : decision.readFrom().toEpochMilli();
        this.clock = clock;
        this.frames = frames;
        this.counters = counters;
    }

    /** Follows all channels; returns when all subscriptions stand. */
    void subscribe(Realtime realtime, StreamRequest request, Decision decision) {
        long now = System.currentTimeMillis();
        for (int i = 0; i < feeds.size(); i++) {
            Position start = StreamRequest.clamped(request.starts().get(i), decision, now);
            feeds.get(i).subscribe(realtime, request.events(), start);
        }
    }

    /** Starts to write: first that all channels are followed, then what waits. */
    void open(HttpStream to, long retryMillis, Runnable whenEnded) {
        synchronized (this) {
            out = to;
            outbox.add(Frame.retry(retryMillis));
            outbox.add(Frame.id(position()));
            for (Feed feed : feeds) {
                outbox.add(Frame.connected(feed.channel(), feed.position()));
            }
            if (early != null) {
                early.forEach(outbox::add);
                early = null;
            }
            open = true;
            if (finishing) {
                addReconnect();
            }
        }
        to.onReady(this::wake);
        to.onClose(() -> {
            end();
            whenEnded.run();
        });
        if (isEnded()) { // by who found no response to close yet
            to.close();
        }
        wake();
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    /** Takes a message from a subscription; gives what completes when the next may come, or null for at once. */
    @Nullable
    CompletionStage<?> offer(Feed feed, Message<?> message) {
        if (message.epochMillis() < readFromMillis) {
            return null;
        }
        HttpStream to;
        synchronized (this) {
            to = out;
            if (ended) {
                return null;
            }
            if (!open || finishing || to == null || outbox.isFull() || !to.ready()) {
                if (waiting == null) {
                    waiting = new ArrayDeque<>(1);
                }
                waiting.add(feed);
                return feed.hold(message);
            }
            add(feed, message);
            if (scheduled) {
                return null;
            }
            scheduled = true;
        }
        execute(to);
        return null;
    }

    /** Tells what a subscription has lost, in its place. */
    void tell(Feed feed, Gap gap) {
        synchronized (this) {
            feed.told(gap);
            byte[] frame = Frame.gap(gap);
            if (open) {
                outbox.add(Frame.id(position()));
                outbox.add(frame);
            } else {
                early = early == null ? new ArrayList<>() : early;
                early.add(frame);
            }
        }
        wake();
    }

    private void add(Feed feed, Message<?> message) {
        Frame frame = frames.of(message);
        feed.told(message);
        if (feeds.size() == 1) {
            outbox.add(frame.bytes());
        } else {
            outbox.add(Frame.id(position()));
            outbox.add(frame.bytes(), frame.rest());
        }
        counters.frame();
    }

    private String position() {
        return Positions.print(mark, feeds.stream().map(Feed::position).toList());
    }

    private void wake() {
        HttpStream to;
        synchronized (this) {
            to = out;
            if (!open || scheduled || ended || to == null) {
                return;
            }
            scheduled = true;
        }
        execute(to);
    }

    private void execute(HttpStream to) {
        try {
            to.executor().execute(flush);
        } catch (RejectedExecutionException e) {
            LOG.debug("A stream ends, since its server takes no more", e);
            end();
            close(to); // else its client would wait for ever, and nobody would notice that it has gone
        }
    }

    private static void close(HttpStream to) {
        try {
            to.close();
        } catch (RejectedExecutionException e) {
            LOG.debug("A stream's server has ended", e);
        }
    }

    /** Writes the batch that was gathered. Only one at a time: a task of the stream's executor. */
    private void flush() {
        HttpStream to;
        Batch batch;
        boolean last;
        synchronized (this) {
            scheduled = false;
            to = out;
            if (ended || to == null || !to.ready()) {
                return;
            }
            batch = outbox.take();
            last = finishing;
            written += batch == null ? 0 : batch.size();
        }
        if (batch != null) {
            counters.written(batch.size());
            to.write(batch);
        }
        if (last) {
            to.close();
        } else {
            admit(to);
        }
    }

    /** Takes in what has waited while the batch was full or the client did not read. */
    private void admit(HttpStream to) {
        List<CompletableFuture<@Nullable Void>> admitted = new ArrayList<>(0);
        synchronized (this) {
            while (waiting != null && !ended && !finishing && !outbox.isFull() && to.ready()) {
                Feed feed = waiting.remove();
                if (waiting.isEmpty()) {
                    waiting = null;
                }
                Message<?> message = feed.waiting();
                if (message != null) {
                    add(feed, message);
                }
                CompletableFuture<@Nullable Void> handled = feed.release();
                if (handled != null) {
                    admitted.add(handled);
                }
            }
        }
        admitted.forEach(handled -> handled.complete(null));
        if (!isDrained()) {
            wake();
        }
    }

    private synchronized boolean isDrained() {
        return outbox.isEmpty();
    }

    /** Does what is due by time. */
    void tick(long nowNanos) {
        HttpStream to;
        StreamClock.Due due;
        synchronized (this) {
            to = out;
            if (!open || ended || to == null) {
                return;
            }
            due = clock.due(nowNanos, to.ready(), written - to.pending());
            if (due == StreamClock.Due.PING && !finishing) {
                feeds.forEach(Feed::catchUp);
                outbox.add(Frame.id(position()));
                outbox.add(Frame.ping(System.currentTimeMillis()));
            }
        }
        switch (due) {
            case PING -> wake();
            case RECONNECT -> finish(null);
            case EXPIRED -> finish("The permission has expired; connect again with a new one");
            case STALLED -> to.close();
            default -> {}
        }
    }

    /** Has the client connect again: tells it so, after all it was told before, and ends. Before {@link #open}: with that. */
    void finish(@Nullable String error) {
        synchronized (this) {
            if (finishing || ended) {
                return;
            }
            finishing = true;
            if (open) {
                if (error != null) {
                    outbox.add(Frame.error(error));
                }
                addReconnect();
            }
        }
        wake();
    }

    private void addReconnect() {
        outbox.add(Frame.id(position()));
        outbox.add(Frame.reconnect(System.currentTimeMillis()));
    }

    /** Ends at once, without a word. */
    void abort() {
        HttpStream to = streamOrNull();
        if (to != null) {
            to.close();
        }
        end();
    }

    private synchronized @Nullable HttpStream streamOrNull() {
        return out;
    }

    /** Takes nothing more and lets go what waits; the subscriptions are closed by {@link #release}. */
    void end() {
        List<CompletableFuture<@Nullable Void>> left = new ArrayList<>(0);
        synchronized (this) {
            ended = true;
            waiting = null;
            var unused = outbox.take();
            for (Feed feed : feeds) {
                CompletableFuture<@Nullable Void> handled = feed.release();
                if (handled != null) {
                    left.add(handled);
                }
            }
        }
        left.forEach(handled -> handled.complete(null));
    }

    /** Closes the subscriptions; may wait for a moment. After {@link #end}. */
    void release() {
        feeds.forEach(Feed::close);
    }
}
