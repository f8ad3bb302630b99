package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A sink that records what it is told, and whether the transport keeps the order of calls that {@link Sink} demands. */
final class SinkRecorder implements Sink {
    record Told(StoredEntry entry, @Nullable MessageId previous) {}

    private final Transport transport;
    private final String channel;
    private final Lab lab;
    private final AtomicInteger inside = new AtomicInteger();
    private final List<Told> told = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private boolean interrupted;
    private boolean closed;
    private int changes;
    private @Nullable Tail tail;

    private SinkRecorder(Transport transport, String channel, Lab lab) {
        this.transport = transport;
        this.channel = channel;
        this.lab = lab;
    }

    static SinkRecorder listen(Transport transport, String channel, Lab lab) {
        SinkRecorder sink = new SinkRecorder(transport, channel, lab);
        sink.tail = Waiting.get(transport.listen(channel, sink));
        return sink;
    }

    Tail tail() {
        return java.util.Objects.requireNonNull(tail);
    }

    void close() {
        tail().close();
        synchronized (this) {
            closed = true;
        }
    }

    private void call(String name, Runnable effect) {
        boolean alone = inside.incrementAndGet() == 1;
        synchronized (this) {
            if (!alone) {
                faults.add(name + " overlaps another call");
            }
            if (closed) {
                faults.add(name + " after close has returned");
            }
            effect.run();
        }
        inside.decrementAndGet();
    }

    @Override
    public void entry(StoredEntry entry, @Nullable MessageId previous) {
        call("entry", () -> {
            if (interrupted) {
                faults.add("entry between interrupted and restored");
            }
            told.add(new Told(entry, previous));
        });
    }

    @Override
    public void changed() {
        call("changed", () -> changes++);
    }

    @Override
    public void interrupted(Throwable cause) {
        call("interrupted", () -> {
            if (interrupted) {
                faults.add("interrupted twice");
            }
            interrupted = true;
        });
    }

    @Override
    public void restored() {
        call("restored", () -> {
            if (!interrupted) {
                faults.add("restored without an interruption");
            }
            interrupted = false;
        });
    }

    synchronized List<Told> told() {
        return List.copyOf(told);
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /** Whether an entry was told, or a hint after which a read finds it. */
    private synchronized boolean knows(MessageId id) {
        return changes > 0 || told.stream().anyMatch(one -> one.entry().id().equals(id));
    }

    /** Waits until an entry was told or hinted at. */
    void awaitUpTo(MessageId id) {
        Waiting.until(
                lab.fixture().patience(), () -> "the sink of channel " + channel + " is told " + id, () -> knows(id));
        assertTrue(
                Lab.read(transport, channel, ReadRequest.head()).head().compareTo(id) >= 0,
                "a read after the hint reaches it");
    }

    /** What was told is in the log as it was told, in its order, and every place before is right. */
    void assertPartOf(List<StoredEntry> log) {
        assertEquals(List.of(), faults(), "calls of the sink");
        Map<MessageId, StoredEntry> byId = new HashMap<>();
        Map<MessageId, MessageId> before = new HashMap<>();
        MessageId last = MessageId.BEGINNING;
        for (StoredEntry entry : log) {
            byId.put(entry.id(), entry);
            before.put(entry.id(), last);
            last = entry.id();
        }
        MessageId newest = MessageId.BEGINNING;
        for (Told one : told()) {
            MessageId id = one.entry().id();
            StoredEntry kept = byId.get(id);
            assertTrue(kept != null, () -> "told " + one.entry() + ", which is not in the log");
            assertTrue(id.isAfter(newest), () -> "told out of order or twice: " + id);
            newest = id;
            assertArrayEquals(kept.json(), one.entry().json(), "data of " + id);
            assertEquals(kept.event(), one.entry().event(), "event of " + id);
            assertEquals(kept.timestamp(), one.entry().timestamp(), "timestamp of " + id);
            if (one.previous() != null) {
                assertEquals(before.get(id), one.previous(), "place before " + id);
            }
        }
    }
}
