package dev.realtime4j.engine;

import dev.realtime4j.CursorUnavailableException;
import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.StoredEntry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

    static final int PAGE_ENTRIES = 256;
    static final int PAGE_BYTES = 64 * 1024; // what a subscription that is behind may hold
    private static final int SCAN_BYTES = 1024 * 1024;

    /** Finds the start of a subscription on a hub that stands. */
    static CompletionStage<Start> find(Core core, HubRegistry.Lease lease, SubscriptionSpec spec) {
        Hub hub = lease.hub();
        int epoch = hub.epoch();
        MessageId after = spec.after();
        if (after != null) {
            return after(core, hub, after, spec.failsOnGap(), epoch);
        }
        if (spec.latest() > 0) {
            return new Latest(core, hub, spec, epoch).find();
        }
        if (spec.replays()) {
            return found(new Start(MessageId.BEGINNING, true, spec.sinceMillis(), null, epoch, null, null));
        }
        return lease.opened() ? found(live(hub.headAtStart(), epoch)) : joined(hub, epoch);
    }

    private static CompletionStage<Start> found(Start start) {
        return CompletableFuture.completedFuture(start);
    }

    /**
     * At the head of a hub that was there already. An older one than what was told before it was asked for is that of a log
     * which has lost its end: until the hub knows, it would tell the lost end to whoever starts there.
     */
    private static CompletionStage<Start> joined(Hub hub, int epoch) {
        MessageId told = hub.lastTold();
        return hub.askHead().thenCompose(head -> {
            if (told == null || !told.isAfter(head)) {
                return found(live(head, epoch));
            }
            return hub.verify().thenApply(verified -> {
                int now = hub.epoch();
                return live(now == epoch ? told : head, now);
            });
        });
    }

    private static Start live(MessageId head, int epoch) {
        return new Start(head, false, Long.MIN_VALUE, null, epoch, null, null);
    }

    /**
     * Resumes: the first read judges the cursor, so that a wrong one is known before {@code subscribe} returns. A cursor
     * that the hub knows needs none, so that ten thousand who come back at once do not read the log; unless a gap is to be
     * thrown, since what is held may have aged, which is found out as late as it is delivered.
     */
    private static CompletionStage<Start> after(Core core, Hub hub, MessageId after, boolean failOnGap, int epoch) {
        if (!failOnGap && hub.follows(after)) {
            return found(new Start(after, false, Long.MIN_VALUE, null, epoch, null, null));
        }
        return core.read(hub.channel(), ReadRequest.after(after, PAGE_ENTRIES, PAGE_BYTES))
                .thenCompose(page -> {
                    boolean other = page.continuity() == Continuity.OTHER_LOG;
                    core.metrics().readFromLog(page.entries().size());
                    Gap gap = Continuities.gap(core, hub.channel(), after, page);
                    if (failOnGap && gap != null) {
                        throw new CursorUnavailableException(gap);
                    }
                    // Until the hub knows of another log, it would tell what is lost after the reset, and then another
                    // reset.
                    return other
                            ? hub.verify()
                                    .thenApply(verified -> new Start(
                                            page.scannedTo(), false, Long.MIN_VALUE, null, hub.epoch(), null, after))
                            : found(new Start(after, false, Long.MIN_VALUE, null, epoch, page, null));
                });
    }

    /** The newest n that pass the filter: the place just before the oldest of them, found by reading backward. */
    private static final class Latest {
        private final Core core;
        private final Hub hub;
        private final SubscriptionSpec spec;
        private final int epoch;
        private final EventFilter filter;
        private final long oldest;
        private @Nullable MessageId head;
        private MessageId place = MessageId.BEGINNING;
        private int count;

        Latest(Core core, Hub hub, SubscriptionSpec spec, int epoch) {
            this.core = core;
            this.hub = hub;
            this.spec = spec;
            this.epoch = epoch;
            this.filter = spec.filter();
            this.oldest = Math.max(core.horizon(hub.maxAgeMillis()), spec.sinceMillis());
        }

        CompletionStage<Start> find() {
            return PageWalk.run(core, hub.channel(), before(null), this::take)
                    .thenApply(end -> new Start(place, true, spec.sinceMillis(), head, epoch, null, null));
        }

        private static ReadRequest before(@Nullable MessageId place) {
            return ReadRequest.before(place, PAGE_ENTRIES, SCAN_BYTES);
        }

        private @Nullable ReadRequest take(ReadRequest asked, Page page) {
            head = head == null ? page.head() : head;
            for (StoredEntry entry : page.entries()) {
                if (count == spec.latest()) {
                    place = entry.id();
                    return null;
                }
                if (entry.timestamp() >= oldest && filter.matches(entry.event())) {
                    count++;
                }
            }
            return page.end() ? null : before(page.scannedTo());
        }
    }
}
