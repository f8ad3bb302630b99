package dev.realtime4j.nats;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A sink, and the subscription to what the stream republishes of its channel: each record with the sequence of the one before
 * it, which becomes the id of the one before if this listener has seen that.
 *
 * <p>All calls of the sink are made under this object's lock, so they never overlap, and none follows {@link #close()}.
 */
final class Listener implements Tail {
    private static final int REMEMBERED = 16;
    private static final long NEVER = Long.MAX_VALUE;

    /**
     * The newest position that a listener has seen.
     *
     * @param position the position
     * @param time when it was emitted, or was seen if its id does not say that
     * @param missesSince since when, of the clock, it may have missed what came after that; {@link #NEVER} if it has not
     */
    record Seen(MessageId position, long time, long missesSince) {
        static final Seen NOTHING = new Seen(MessageId.BEGINNING, 0, NEVER);

        boolean missesNothing() {
            return missesSince == NEVER;
        }
    }

    private final Live live;
    private final Group group;
    private final String channel;
    private final Sink sink;
    private final ForeignRecords foreign;

    private @Nullable Subscription subscription;
    /** What the server has said of it, if it does not take it. */
    private @Nullable String refusal;
    /** Whether the server has taken it, as far as is known. */
    private boolean taken;

    private volatile MessageId head = MessageId.BEGINNING;
    private volatile Duration recheck = Duration.ZERO;
    /** What came before the head was known. */
    private @Nullable List<Message> early = new ArrayList<>();

    private boolean standing;
    private boolean away;
    private boolean closed;
    /** The connection whose messages count. */
    private int session;

    private long lastSeq;
    /** The newest position seen; null if the last record was foreign. */
    private @Nullable MessageId last = MessageId.BEGINNING;

    private Seen known = Seen.NOTHING;
    private final Queue<MessageId> recent = new ArrayDeque<>(2);

    Listener(Live live, Group group, String channel, Sink sink, ForeignRecords foreign) {
        this.live = live;
        this.group = group;
        this.channel = channel;
        this.sink = sink;
        this.foreign = foreign;
    }

    Group group() {
        return group;
    }

    String channel() {
        return channel;
    }

    /** Subscribes on a connection, unless it has; what older ones still tell is ignored from now on. */
    synchronized void subscribe(Dispatcher dispatcher, int newSession) {
        if (!closed && session != newSession) {
            session = newSession;
            make(dispatcher);
        }
    }

    /** Subscribes once more over the same connection, for the server has refused it. */
    synchronized void subscribeAgain(Dispatcher dispatcher) {
        Subscription refused = subscription;
        if (!closed && refused != null) {
            make(dispatcher);
            Live.end(dispatcher, refused);
        }
    }

    private void make(Dispatcher dispatcher) {
        int from = session;
        refusal = null;
        taken = false;
        subscription = dispatcher.subscribe(subject(), message -> message(message, from));
    }

    private String subject() {
        return group.live() + Token.of(channel);
    }

    /**
     * The server does not take a subscription. Where it does not say which, it is one of those that it has not taken yet.
     *
     * @return whether it had taken this one before
     */
    synchronized boolean refuse(String line) {
        boolean named = line.contains("Subscription to \"" + subject() + "\"");
        if (closed || !(named || (!taken && line.contains("maximum subscriptions exceeded")))) {
            return false;
        }
        refusal = line;
        boolean before = taken;
        taken = false;
        return before;
    }

    /** What the server has said of the subscription, if it does not take it. */
    @Nullable
    synchronized String refusal() {
        return refusal;
    }

    /** The head is known: what came after it is told from now on. */
    synchronized void stand(Records.@Nullable Place leadersLast, Duration lookAgain) {
        recheck = lookAgain;
        taken = true;
        if (leadersLast != null) {
            head = leadersLast.position();
            seen(leadersLast);
        }
        long headSeq = lastSeq;
        List<Message> held = early == null ? List.of() : early;
        early = null;
        standing = true;
        for (Message message : held) {
            if (sequence(message, "Nats-Sequence") > headSeq) {
                tell(message);
            }
        }
    }

    private synchronized void message(Message message, int from) {
        if (closed || away || from != session) {
            return;
        }
        if (early != null) {
            early.add(message);
        } else {
            tell(message);
        }
    }

    private void tell(Message message) {
        long seq = sequence(message, "Nats-Sequence");
        long before = sequence(message, "Nats-Last-Sequence");
        if (seq < 1 || before < 0) {
            // Sent to the live subject by somebody else: it is in no log.
            foreign.found(channel, 1);
            return;
        }
        MessageId previous = previous(before);
        boolean follows = before == lastSeq;
        Records.Kept record = Records.decode(seq, message.getHeaders(), message.getData());
        StoredEntry entry = record.entry();
        if (entry == null) {
            MessageId formerHead = record.formerHead();
            foreign.found(channel, record.isForeign() ? 1 : 0);
            lastSeq = seq;
            // The next one follows the last entry, for this record holds none.
            last = formerHead != null ? formerHead : follows ? last : null;
            return;
        }
        if (isOfBefore(entry.id())) {
            if (!entry.id().equals(head)) {
                sink.changed(); // A log that was set back, by a server whose clock was too, looks the same.
            }
            return;
        }
        seen(record.place());
        sink.entry(entry, previous);
    }

    /** Whether it was on its way to this server when the leader had named the end already, or was that end (Rule S2). */
    private boolean isOfBefore(MessageId id) {
        return id.major() <= head.major() && id.minor() <= head.minor();
    }

    private @Nullable MessageId previous(long before) {
        if (before == lastSeq) {
            return last;
        }
        // Nothing before it: all has aged away, or the stream is another one. Only the first is no doubt.
        return before == 0 && live.hasAged(group, known) ? MessageId.BEGINNING : null;
    }

    private void seen(Records.Place place) {
        lastSeq = place.seq();
        last = place.position();
        long mark = last.minor();
        known = new Seen(last, mark > 0 && Records.isTime(mark) ? mark : live.now(), NEVER);
        if (recent.size() == REMEMBERED) {
            recent.remove();
        }
        recent.add(place.position());
    }

    private static long sequence(Message message, String header) {
        Headers headers = message.getHeaders();
        String text = headers == null ? null : headers.getLast(header); // the server's own comes last
        try {
            return text == null ? -1 : Long.parseLong(text);
        } catch (NumberFormatException foreign) {
            return -1;
        }
    }

    /** Something may be stored that it was not told. */
    synchronized void doubt() {
        if (standing && !closed && !away) {
            sink.changed();
        }
    }

    synchronized boolean isStanding() {
        return standing && !closed;
    }

    synchronized void interrupt(RealtimeException cause) {
        if (standing && !closed && !away) {
            away = true;
            if (known.missesNothing()) {
                known = new Seen(known.position, known.time, live.heard());
            }
            sink.interrupted(cause);
        }
    }

    /**
     * It stands again, unless the server refuses it.
     *
     * @return whether it does
     */
    synchronized boolean restore() {
        // A loss that comes later finds this listener restored and interrupts it again.
        if (standing && !closed && away && live.isCurrent(session)) {
            if (refusal != null) {
                return true;
            }
            away = false;
            taken = true;
            sink.restored();
        }
        return false;
    }

    synchronized Seen known() {
        return known;
    }

    /** The last positions that it has seen before another one, if it has seen that: they are of the same log. */
    synchronized List<MessageId> seenBefore(MessageId cursor) {
        List<MessageId> all = List.copyOf(recent);
        return all.subList(0, Math.max(0, all.lastIndexOf(cursor)));
    }

    @Override
    public MessageId head() {
        return head;
    }

    @Override
    public Duration recheck() {
        return recheck;
    }

    @Override
    public void close() {
        Subscription ended;
        synchronized (this) {
            closed = true;
            early = null;
            ended = subscription;
            subscription = null;
        }
        live.forget(this, ended);
    }
}
