package dev.realtime4j.tck;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One channel's log as it looks after simulated losses: without its trimmed start, and without the tails it has lost. */
final class SimulatedLog {
    /** Everything behind {@code after} up to {@code last}, inclusive, was never stored. */
    private record Lost(MessageId after, MessageId last) {
        boolean holds(MessageId id) {
            return id.isAfter(after) && !id.isAfter(last);
        }
    }

    private volatile List<Lost> lost = List.of();
    private volatile MessageId trimmedTo = MessageId.BEGINNING;

    synchronized void trim(MessageId upTo) {
        if (upTo.isAfter(trimmedTo)) {
            trimmedTo = upTo;
        }
    }

    synchronized void lose(MessageId after, MessageId last) {
        List<Lost> all = new ArrayList<>(lost);
        all.add(new Lost(after, last));
        lost = List.copyOf(all);
    }

    /** The place as the log shows it: an id of a lost tail stands for the place before that tail. */
    MessageId place(MessageId id) {
        MessageId place = id;
        for (boolean moved = true; moved; ) {
            moved = false;
            for (Lost tail : lost) {
                if (tail.holds(place)) {
                    place = tail.after;
                    moved = true;
                }
            }
        }
        return place;
    }

    boolean shows(MessageId id) {
        return id.isAfter(trimmedTo) && place(id).equals(id);
    }

    /** Reads anew where a loss came in the midst: what a read judges and what it gives must be of one state of the log. */
    CompletionStage<Page> read(Transport transport, String channel, ReadRequest request) {
        List<Lost> lostBefore = lost;
        MessageId trimmedBefore = trimmedTo;
        return readOnce(transport, channel, request)
                .thenCompose(page -> lostBefore.equals(lost) && trimmedBefore.equals(trimmedTo)
                        ? CompletableFuture.completedStage(page)
                        : read(transport, channel, request));
    }

    private CompletionStage<Page> readOnce(Transport transport, String channel, ReadRequest request) {
        MessageId cursor = request.cursor();
        if (request.direction() == ReadRequest.Direction.BACKWARD || request.limit() == 0 || cursor == null) {
            return shown(transport, channel, request, null);
        }
        MessageId common = place(cursor);
        if (!common.equals(cursor)) {
            return transport
                    .read(channel, ReadRequest.head())
                    .thenApply(page -> Page.otherLog(common, place(page.head())));
        }
        if (!trimmedTo.isAfter(cursor)) {
            return shown(transport, channel, request, null);
        }
        return transport.read(channel, ReadRequest.after(cursor, 1, 1)).thenCompose(evidence -> {
            if (evidence.continuity() == Continuity.OTHER_LOG) {
                return CompletableFuture.completedStage(evidence);
            }
            boolean trimmed = evidence.continuity() == Continuity.TRIMMED
                    || evidence.entries().stream().anyMatch(entry -> !entry.id().isAfter(trimmedTo));
            ReadRequest rest = new ReadRequest(
                    request.direction(), trimmedTo, request.fromMillis(), request.limit(), request.maxBytes());
            return shown(transport, channel, rest, trimmed ? Continuity.TRIMMED : evidence.continuity());
        });
    }

    /** Reads on where all that a page holds is lost: the place where it ends is one of this log no more. */
    private CompletionStage<Page> shown(
            Transport transport, String channel, ReadRequest request, @Nullable Continuity judged) {
        return transport.read(channel, request).thenCompose(page -> {
            Page shown = view(request, page, judged);
            boolean all = request.direction() == ReadRequest.Direction.FORWARD && request.limit() > 0;
            if (!all
                    || page.end()
                    || page.entries().isEmpty()
                    || !shown.entries().isEmpty()) {
                return CompletableFuture.completedStage(shown);
            }
            ReadRequest next =
                    new ReadRequest(request.direction(), page.scannedTo(), 0, request.limit(), request.maxBytes());
            return shown(transport, channel, next, shown.continuity());
        });
    }

    private Page view(ReadRequest request, Page page, @Nullable Continuity judged) {
        List<StoredEntry> shown =
                page.entries().stream().filter(entry -> shows(entry.id())).toList();
        boolean backward = request.direction() == ReadRequest.Direction.BACKWARD;
        boolean start = backward
                && page.entries().stream().anyMatch(entry -> !entry.id().isAfter(trimmedTo));
        // Backward the place before what is lost must not be left out.
        MessageId scannedTo = start ? MessageId.BEGINNING : backward ? page.scannedTo() : place(page.scannedTo());
        return new Page(
                shown, judged == null ? page.continuity() : judged, scannedTo, page.end() || start, place(page.head()));
    }
}
