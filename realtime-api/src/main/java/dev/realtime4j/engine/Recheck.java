package dev.realtime4j.engine;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.ReadRequest;

/**
 * Finds what a lossy live path has not told: soon after listening stands, and then at the period that the transport asks
 * for, the head is compared with the last id that was told.
 */
final class Recheck {
    private static final long IN_FLIGHT_MILLIS = 100;
    private static final long[] FIRST_WAITS_MILLIS = {100, 400, 1500};

    private final Core core;
    private final Hub hub;
    private final long periodMillis;
    private int count;

    Recheck(Core core, Hub hub, long periodMillis) {
        this.core = core;
        this.hub = hub;
        this.periodMillis = periodMillis;
    }

    void start() {
        long wait = count < FIRST_WAITS_MILLIS.length ? FIRST_WAITS_MILLIS[count++] : periodMillis;
        core.dispatcher().later(wait, this::ask);
    }

    private void ask() {
        MessageId before = hub.lastTold();
        if (before == null) {
            return;
        }
        core.read(hub.channel(), ReadRequest.head()).whenComplete((page, failure) -> {
            if (page != null) {
                compare(page.head(), before);
            }
            start();
        });
    }

    private void compare(MessageId head, MessageId before) {
        if (head.isAfter(before)) {
            // It may be under way: only what the live path has not told a little later counts as not told.
            core.dispatcher().later(IN_FLIGHT_MILLIS, () -> hub.rechecked(head, head));
        } else {
            hub.rechecked(head, before);
        }
    }
}
