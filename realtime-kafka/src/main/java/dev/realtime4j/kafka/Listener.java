package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One listener. Its lock is held while its sink is called, so that no call runs when {@link #close} has returned. */
final class Listener implements Tail {
    private final String channel;
    private final TopicPartition partition;
    private final Sink sink;
    private final Followers followers;
    private volatile MessageId head = MessageId.BEGINNING;
    private @Nullable MessageId last;
    private boolean started;
    private boolean away;
    private boolean closed;

    Listener(String channel, TopicPartition partition, Sink sink, Followers followers) {
        this.channel = channel;
        this.partition = partition;
        this.sink = sink;
        this.followers = followers;
    }

    String channel() {
        return channel;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Begins to tell what is later than the head; called while the tail gives nothing. */
    synchronized void start(MessageId newest) {
        head = newest;
        // The place of a channel without messages moves on with its partition: what comes first follows none of them.
        last = Places.isEmpty(newest) ? MessageId.BEGINNING : newest;
        started = true;
    }

    /** Tells a message. Without a hole: the tail gives every record, so the one told before is the one before. */
    synchronized void entry(StoredEntry entry) {
        if (started && !closed) {
            sink.entry(entry, last);
            last = entry.id();
        }
    }

    synchronized void interrupted(Throwable cause) {
        if (started && !closed && !away) {
            away = true;
            sink.interrupted(cause);
        }
    }

    synchronized void restored() {
        if (away && !closed) {
            away = false;
            sink.restored();
        }
    }

    /** The log is another one: what was told last is not what comes before the next. */
    synchronized void forget() {
        last = null;
    }

    /** Without the lock: the engine asks while it holds the one that its sink needs. */
    @Override
    public MessageId head() {
        return head;
    }

    /** Zero: a consumer goes on where it was, so it loses nothing while the log is the same. */
    @Override
    public Duration recheck() {
        return Duration.ZERO;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        followers.remove(this);
    }
}
