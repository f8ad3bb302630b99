package dev.realtime4j.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from a server that has all channels. A few reads go to it one by one. Where many come at once, as for all channels
 * after an interruption, it is first asked for the newest entry of each, a thousand in one command: mostly that shows that
 * nothing new is there, and it costs the server a small part of a read.
 *
 * <p>Safe for any threads; the lock is held for a few steps.
 */
final class Reads {
    private static final Logger LOG = LoggerFactory.getLogger(Reads.class);
    private static final int FEW = 16;
    private static final int MOST_AT_ONCE = 1000;
    private static final int MOST_WAITING = 1 << 17;

    private final Commands commands;
    private final Pipeline server;
    private final ArrayDeque<PageRequest> waiting = new ArrayDeque<>();
    private boolean glancing;

    Reads(Commands commands, Pipeline server) {
        this.commands = commands;
        this.server = server;
    }

    /** Takes a read. Never blocks. */
    void send(PageRequest read) {
        if (read.isShownByNewest() && gathers(read)) {
            glance();
        } else {
            server.send(read);
        }
    }

    private synchronized boolean gathers(PageRequest read) {
        if (waiting.size() < MOST_WAITING && (glancing || server.isBusy(FEW))) {
            waiting.add(read);
            return true;
        }
        return false;
    }

    /** Asks for what waits, unless an answer is being waited for: what comes meanwhile is asked for together. */
    private void glance() {
        List<PageRequest> reads = new ArrayList<>();
        synchronized (this) {
            if (glancing || waiting.isEmpty()) {
                return;
            }
            glancing = true;
            while (reads.size() < MOST_AT_ONCE && !waiting.isEmpty()) {
                reads.add(waiting.remove());
            }
        }
        List<String> streams = reads.stream().map(PageRequest::stream).toList();
        GlanceRequest glance = new GlanceRequest(
                commands.glance(streams), streams.size(), reads.get(0).deadline());
        server.send(glance);
        var unused = glance.whenComplete((markers, failure) -> {
            synchronized (this) {
                glancing = false;
            }
            glance();
            seen(reads, markers, failure);
        });
    }

    /** What the markers do not show is read, and so is everything where they cannot be had. */
    private void seen(List<PageRequest> reads, @Nullable List<?> markers, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.debug("The newest entries of {} channels cannot be had at once", reads.size(), failure);
        }
        for (int i = 0; i < reads.size(); i++) {
            if (markers == null || !reads.get(i).isAnsweredBy(markers.get(i))) {
                server.send(reads.get(i));
            }
        }
    }
}
