package dev.realtime4j.tck;

import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Causes faults without a backend's help: all transports that it has wrapped behave as clients of one store in which the
 * fault has happened. For backends that live in the process, and for faults that no backend causes on demand.
 *
 * <p>The controls may be used by any thread, one at a time; the wrapped transports are as safe for threads as what they
 * wrap.
 */
public final class SimulatedFaults implements Faults {
    private final List<FaultyTransport> transports = new CopyOnWriteArrayList<>();
    private final Map<String, SimulatedLog> logs = new ConcurrentHashMap<>();
    private volatile boolean down;
    private volatile boolean lossy;
    private volatile boolean losing;
    private final AtomicInteger lost = new AtomicInteger();
    private volatile Duration liveDelay = Duration.ZERO;
    private volatile @Nullable AppendFault appendFault;

    /** When an append fails, seen from the store. */
    public enum Moment {
        /** Before it is stored: the emit fails as {@link EmitException.Stored#NO}. */
        BEFORE_STORING,
        /** After it is stored: the acknowledgement is lost, the emit fails as {@link EmitException.Stored#UNKNOWN}. */
        AFTER_STORING
    }

    private record AppendFault(Predicate<String> channels, Moment moment) {}

    /** Makes faults of which none has happened yet. */
    public SimulatedFaults() {}

    /**
     * Wraps a transport.
     *
     * @param opener opens the transport; called at once, and again by {@link #recreate()} after all transports that were
     *     opened before have been closed. What it opens then must not show what was stored before.
     * @return a transport that shows the faults
     */
    public Transport wrap(Supplier<Transport> opener) {
        FaultyTransport transport = new FaultyTransport(this, opener);
        transports.add(transport);
        return transport;
    }

    @Override
    public Set<Kind> offered() {
        return EnumSet.of(Kind.CUT, Kind.OUTAGE, Kind.TRIM, Kind.LOSE_TAIL, Kind.RECREATE);
    }

    @Override
    public void cut(Runnable meanwhile) {
        interrupt();
        try {
            meanwhile.run();
        } finally {
            restore();
        }
    }

    @Override
    public void outage(Runnable during) {
        down = true;
        interrupt();
        try {
            during.run();
        } finally {
            down = false;
            restore();
        }
    }

    @Override
    public void trim(String channel, MessageId upTo) {
        log(channel).trim(upTo);
    }

    @Override
    public void loseTail(String channel, int count) {
        FaultyTransport reader = transports.stream()
                .filter(transport -> !transport.closed())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No open transport to read channel " + channel));
        List<MessageId> newestFirst = new ArrayList<>();
        MessageId before = null;
        for (boolean end = false;
                !end && newestFirst.size() <= count; ) { // a page holds less where a tail is lost already
            Page page = Waiting.get(reader.read(channel, ReadRequest.before(before, count + 1, Integer.MAX_VALUE)));
            page.entries().forEach(entry -> newestFirst.add(entry.id()));
            before = page.scannedTo();
            end = page.end();
        }
        if (newestFirst.size() < count) {
            throw new IllegalArgumentException("The channel has " + newestFirst.size() + " messages, not " + count);
        }
        interrupt();
        MessageId common = newestFirst.size() > count ? newestFirst.get(count) : MessageId.BEGINNING;
        log(channel).lose(common, newestFirst.get(0));
        restore();
    }

    @Override
    public void recreate() {
        down = true;
        interrupt();
        transports.removeIf(FaultyTransport::closed);
        transports.forEach(FaultyTransport::closeDelegate);
        logs.clear();
        transports.forEach(FaultyTransport::reopen);
        down = false;
        restore();
    }

    /** Breaks all live paths: what is appended until {@link #restore()} is not told. */
    public void interrupt() {
        transports.forEach(FaultyTransport::interrupt);
    }

    /** Restores what {@link #interrupt()} has broken. */
    public void restore() {
        transports.forEach(FaultyTransport::restore);
    }

    /**
     * Fails the appends to some channels until {@link #healAppends()}.
     *
     * @param channels which channels
     * @param moment before or after storing
     */
    public void failAppends(Predicate<String> channels, Moment moment) {
        appendFault = new AppendFault(channels, moment);
    }

    /** Ends {@link #failAppends}. */
    public void healAppends() {
        appendFault = null;
    }

    /**
     * Makes live paths late.
     *
     * @param delay how much later entries are told from now on; their order is kept
     */
    public void delayLive(Duration delay) {
        liveDelay = delay;
    }

    /**
     * Declares that listeners opened from now on can lose entries without noticing: their {@link
     * dev.realtime4j.spi.Tail#recheck()} becomes 1 s.
     */
    public void declareLossy() {
        lossy = true;
    }

    /**
     * Loses what would be told to listeners, silently, as a lossy live path does. Only after {@link #declareLossy()}.
     * An entry may be told later than its emit is acknowledged: who ends this waits for {@link #lost()} before.
     *
     * @param lose true to begin, false to end
     */
    public void loseLive(boolean lose) {
        losing = lose;
    }

    boolean lossy() {
        return lossy;
    }

    /**
     * Gives how much was lost so far because of {@link #loseLive}.
     *
     * @return how many entries, and what else listeners are told
     */
    public int lost() {
        return lost.get();
    }

    /** Whether what a listener is told now is lost; counts it. */
    boolean loses() {
        boolean loses = losing;
        if (loses) {
            lost.incrementAndGet();
        }
        return loses;
    }

    Duration liveDelay() {
        return liveDelay;
    }

    @Nullable
    Moment appendFault(String channel) {
        AppendFault fault = appendFault;
        return fault != null && fault.channels.test(channel) ? fault.moment : null;
    }

    /** What a call fails with while the backend is away, or null. */
    @Nullable
    RealtimeException outage() {
        return down ? new RealtimeException("Simulated outage of the backend", null, true) : null;
    }

    SimulatedLog log(String channel) {
        return logs.computeIfAbsent(channel, name -> new SimulatedLog());
    }

    /** Open listeners over all transports; for tests of this class. */
    List<String> listened() {
        List<String> all = new ArrayList<>();
        transports.forEach(transport -> all.addAll(transport.listened()));
        return all;
    }
}
