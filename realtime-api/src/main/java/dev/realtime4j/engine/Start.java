package dev.realtime4j.engine;

import dev.realtime4j.CursorUnavailableException;
import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.StoredEntry;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription starts (Rules S2, S4, S5).
 *
 * @param cursor the place after which it delivers
 * @param quiet what retention takes before the first delivery is not told
 * @param sinceMillis a replay skips messages until the first with this timestamp or a later one; {@link Long#MIN_VALUE}: none
 * @param sinceUpTo where there is one, older messages are skipped one by one up to this place, and none after it
 * @param epoch the hub's epoch before any of this was asked
 * @param page what was read after the cursor already
 * @param resetAfter the cursor of another log from which the caller wanted to resume
 */
record Start(
        MessageId cursor,
        boolean quiet,
        long sinceMillis,
        @Nullable MessageId sinceUpTo,
        int epoch,
        @Nullable Page page,
        @Nullable MessageId resetAfter) {

    private static final int PAGE_ENTRIES = 256;
    private static final int PAGE_BYTES = 64 * 1024;
    private static final int SCAN_BYTES = 1024 * 1024;

    /** Finds the start of a subscription on a hub that stands. */
    static Start find(Core core, HubRegistry.Lease lease, SubscriptionSpec spec, long deadline) {
        Hub hub = lease.hub();
        int epoch = hub.epoch();
        MessageId after = spec.after();
        if (after != null) {
            return after(core, hub, after, spec.failsOnGap(), epoch, deadline);
        }
        if (spec.latest() > 0) {
            return latest(core, hub, spec, epoch, deadline);
        }
        if (spec.replays()) {
            return new Start(MessageId.BEGINNING, true, spec.sinceMillis(), null, epoch, null, null);
        }
        return lease.opened() ? live(hub.headAtStart(), epoch) : joined(hub, epoch, deadline);
    }

    /**
     * At the head of a hub that was there already. An older one than what was told before it was asked for is that of a log
     * which has lost its end: until the hub knows, it would tell the lost end to whoever starts there.
     */
    private static Start joined(Hub hub, int epoch, long deadline) {
        MessageId told = hub.lastTold();
        MessageId head = Core.await(hub.askHead(), deadline, what(hub));
        if (told == null || !told.isAfter(head)) {
            return live(head, epoch);
        }
        Core.await(hub.verify(), deadline, what(hub));
        int now = hub.epoch();
        return live(now == epoch ? told : head, now);
    }

    private static Start live(MessageId head, int epoch) {
        return new Start(head, false, Long.MIN_VALUE, null, epoch, null, null);
    }

    private static String what(Hub hub) {
        return "Subscribing to channel \"" + hub.channel() + "\"";
    }

    /**
     * Resumes: the first read judges the cursor, so that a wrong one is known before {@code subscribe} returns. A cursor
     * that the hub knows needs none, so that ten thousand who come back at once do not read the log; unless a gap is to be
     * thrown, since what is held may have aged, which is found out as late as it is delivered.
     */
    private static Start after(Core core, Hub hub, MessageId after, boolean failOnGap, int epoch, long deadline) {
        if (!failOnGap && hub.follows(after)) {
            return new Start(after, false, Long.MIN_VALUE, null, epoch, null, null);
        }
        Page page = core.readNow(hub.channel(), ReadRequest.after(after, PAGE_ENTRIES, PAGE_BYTES), deadline);
        if (page.continuity() == Continuity.OTHER_LOG) {
            if (failOnGap) {
                throw new CursorUnavailableException(new Gap(hub.channel(), after, page.scannedTo(), Gap.Reason.RESET));
            }
            // Until the hub knows, it would tell what is lost after the reset, and then another reset.
            Core.await(hub.verify(), deadline, what(hub));
            return new Start(page.scannedTo(), false, Long.MIN_VALUE, null, hub.epoch(), null, after);
        }
        Gap gap = Continuities.gap(core, hub.channel(), after, page);
        if (failOnGap && gap != null) {
            throw new CursorUnavailableException(gap);
        }
        return new Start(after, false, Long.MIN_VALUE, null, epoch, page, null);
    }

    /** The newest n that pass the filter: the place just before the oldest of them, found by reading backward. */
    private static Start latest(Core core, Hub hub, SubscriptionSpec spec, int epoch, long deadline) {
        EventFilter filter = spec.filter();
        long horizon = core.horizon(hub.maxAgeMillis());
        long oldest = Math.max(horizon, spec.sinceMillis());
        MessageId head = null;
        MessageId before = null;
        int found = 0;
        while (true) {
            Page page = core.readNow(hub.channel(), ReadRequest.before(before, PAGE_ENTRIES, SCAN_BYTES), deadline);
            head = head == null ? page.head() : head;
            for (StoredEntry entry : page.entries()) {
                if (found == spec.latest()) {
                    return new Start(entry.id(), true, spec.sinceMillis(), head, epoch, null, null);
                }
                if (entry.timestamp() >= oldest && filter.matches(entry.event())) {
                    found++;
                }
            }
            if (page.end()) {
                return new Start(MessageId.BEGINNING, true, spec.sinceMillis(), head, epoch, null, null);
            }
            before = page.scannedTo();
        }
    }
}
