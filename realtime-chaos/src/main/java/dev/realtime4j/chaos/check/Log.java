package dev.realtime4j.chaos.check;

import dev.realtime4j.MessageId;
import dev.realtime4j.chaos.check.Violation.Kind;
import dev.realtime4j.chaos.history.Item;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that the log of one channel ever had, as far as anybody has seen it: what was read at the end, what was seen before
 * and may have been trimmed since, and what was seen before a fault took it away. In the order of the ids.
 */
final class Log {
    private final String channel;
    private final Facts facts;
    private final Findings findings;
    private final List<Logged> messages = new ArrayList<>();
    private final Map<MessageId, Integer> places = new HashMap<>();
    private final Map<MessageId, Integer> firstSeen = new HashMap<>();
    private final List<Facts.Cut> trims;
    private final List<Facts.Cut> setBacks;
    private final long shown;
    /** Of all messages from here on, the first to be emitted. */
    private int[] earliestFrom = {};
    /** Messages that may have been stored, seen and trimmed by nobody. */
    private int ghosts;

    Log(String channel, Facts facts, Findings findings) {
        this.channel = channel;
        this.facts = facts;
        this.findings = findings;
        trims = facts.trims.getOrDefault(channel, List.of());
        setBacks = facts.setBacks.getOrDefault(channel, List.of());
        shown = facts.run.retention().getOrDefault(channel, Long.MAX_VALUE);
        gather(facts.logs.get(channel));
    }

    private void gather(@Nullable List<Item> end) {
        if (end == null) {
            findings.violated(Kind.MALFORMED, channel, "the log was not read at the end");
            return;
        }
        Map<MessageId, Logged> all = new HashMap<>();
        MessageId last = null;
        for (Item item : end) {
            if (last != null && !item.id().isAfter(last)) {
                findings.violated(Kind.LOG_OUT_OF_ORDER, channel, item.id() + " stands behind " + last);
            }
            last = item.id();
            all.put(
                    item.id(),
                    new Logged(item.id(), item.value(), facts.emits.get(item.value()), Emit.NEVER, Emit.NEVER));
        }
        MessageId oldest = end.isEmpty() ? null : end.get(0).id();
        List<Facts.Seen> early = new ArrayList<>();
        Set<String> kept = new HashSet<>(end.stream().map(Item::value).toList());
        for (Facts.Seen seen : facts.seen.getOrDefault(channel, List.of())) {
            firstSeen.putIfAbsent(seen.item().id(), seen.position());
            addSeen(seen, oldest, all, kept, early);
        }
        messages.addAll(all.values());
        messages.sort(Comparator.comparing(Logged::id));
        for (int i = 0; i < messages.size(); i++) {
            places.put(messages.get(i).id(), i);
        }
        earliestFrom = new int[messages.size()];
        int earliest = Emit.NEVER;
        for (int i = messages.size() - 1; i >= 0; i--) {
            earliest = Math.min(earliest, messages.get(i).invoked());
            earliestFrom[i] = earliest;
        }
        ghosts = countGhosts();
        early.forEach(this::checkTrimmed);
    }

    private void addSeen(
            Facts.Seen seen,
            @Nullable MessageId oldest,
            Map<MessageId, Logged> all,
            Set<String> kept,
            List<Facts.Seen> early) {
        Item item = seen.item();
        Logged there = all.get(item.id());
        if (there != null) {
            if (!there.value().equals(item.value())) {
                Kind kind = seen.acknowledgement() ? Kind.ACKNOWLEDGED_ELSEWHERE : Kind.VALUE_CHANGED;
                findings.violated(kind, channel, item + " is " + there.value() + " in the log", seen.position());
            }
            return;
        }
        Emit emit = facts.emits.get(item.value());
        int lostFrom = emit == null ? Emit.NEVER : lostFrom(item.id(), emit);
        boolean lost = lostFrom != Emit.NEVER;
        if (lost || oldest == null || oldest.isAfter(item.id())) {
            int lostBy = lost ? lostBy(seen) : Emit.NEVER;
            all.put(item.id(), new Logged(item.id(), item.value(), emit, lostFrom, lostBy));
            if (!lost) {
                early.add(seen);
            }
        } else {
            absent(seen, kept);
        }
    }

    private void absent(Facts.Seen seen, Set<String> kept) {
        Item item = seen.item();
        if (!seen.acknowledgement()) {
            findings.violated(Kind.NOT_IN_LOG, channel, item + " was given to a reader", seen.position());
        } else if (kept.contains(item.value())) {
            findings.violated(
                    Kind.ACKNOWLEDGED_ELSEWHERE, channel, item + " has another id in the log", seen.position());
        } else {
            findings.violated(Kind.ACKNOWLEDGED_LOST, channel, item + " is not in the log", seen.position());
        }
    }

    private void checkTrimmed(Facts.Seen seen) {
        Integer place = places.get(seen.item().id());
        if (place != null && !mayBeGone(place, facts.size)) {
            absent(seen, Set.of());
        }
    }

    /** Where the first fault begins that may have taken a message away, since it may have been stored before its end. */
    private int lostFrom(MessageId id, Emit emit) {
        return setBacks.stream()
                .filter(cut -> id.isAfter(cut.id()) && emit.firstInvoked() < endOf(cut))
                .mapToInt(this::beginOf)
                .min()
                .orElse(Emit.NEVER);
    }

    /** Where the fault ends that has taken a message away which had been seen before. */
    private int lostBy(Facts.Seen seen) {
        return setBacks.stream()
                .filter(cut -> seen.item().id().isAfter(cut.id()) && seen.position() < cut.position())
                .mapToInt(this::endOf)
                .min()
                .orElse(Emit.NEVER);
    }

    private int beginOf(Facts.Cut setBack) {
        Facts.Fault fault = facts.faults.get(setBack.fault());
        return fault == null ? setBack.position() : fault.begun;
    }

    private int endOf(Facts.Cut setBack) {
        Facts.Fault fault = facts.faults.get(setBack.fault());
        return fault == null ? Emit.NEVER : fault.ended;
    }

    private int countGhosts() {
        if (trims.isEmpty() && setBacks.isEmpty() && messages.size() < shown) {
            return 0; // the log that was read at the end is whole
        }
        Set<String> values = new HashSet<>();
        messages.forEach(message -> values.add(message.value()));
        return (int) facts.emits.values().stream()
                .filter(emit -> emit.channel().equals(channel) && emit.mayBeStored() && !values.contains(emit.value()))
                .count();
    }

    String channel() {
        return channel;
    }

    int size() {
        return messages.size();
    }

    Logged at(int index) {
        return messages.get(index);
    }

    /** The place of a message, or -1. */
    int find(MessageId id) {
        return places.getOrDefault(id, -1);
    }

    /** The place of the first message after a cursor. */
    int after(MessageId cursor) {
        int low = 0;
        int high = messages.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (messages.get(middle).id().isAfter(cursor)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** At most that many messages can have been stored before a place in the history. */
    int mostBefore(int position) {
        int low = 0;
        int high = messages.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (earliestFrom[middle] < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** At least that many messages of this place and later ones were in the log before a place in the history. */
    int leastBefore(int position, int index) {
        int newest = messages.size() - 1;
        while (newest >= index && !wasThere(newest, position)) {
            newest--;
        }
        int count = 0;
        for (int i = index; i <= newest; i++) {
            count += wasThere(i, position) ? 1 : 0;
        }
        return count;
    }

    /** Messages that nobody has seen and that may have taken places in the log. */
    int ghosts() {
        return ghosts;
    }

    /** Whether, before a place in the history, a message may have been removed or hidden by retention or a trim. */
    boolean mayBeGone(int index, int position) {
        MessageId id = messages.get(index).id();
        return mostBefore(position) - 1 - index + ghosts >= shown
                || trims.stream().anyMatch(cut -> cut.position() < position && !id.isAfter(cut.id()));
    }

    /** The newest set-back before a place in the history, or null. */
    Facts.@Nullable Cut setBackBefore(int position) {
        Facts.Cut newest = null;
        for (Facts.Cut cut : setBacks) {
            if (cut.position() < position) {
                newest = cut;
            }
        }
        return newest;
    }

    /** Whether a message that somebody may have seen was lost before a place in the history. */
    boolean mayBeSetBackBefore(int position) {
        return setBackBefore(position) != null
                && (ghosts > 0 || messages.stream().anyMatch(message -> message.lostFrom() < position));
    }

    private boolean wasThere(int index, int position) {
        return messages.get(index).acknowledged() < position && !isLostBefore(index, position);
    }

    /**
     * Whether a message belongs to the log that a reader was shown: it had been emitted, and no fault had taken it away. A
     * new log may use the numbers of one that is gone, so that the messages of both stand side by side here.
     *
     * @param shown the place of a message that the reader was given then
     */
    boolean belongs(int index, int shown, int position) {
        int then = Math.min(position, messages.get(shown).lostFrom());
        return messages.get(index).invoked() < then && !isLostBefore(index, position) && !mayBeNewer(index, then);
    }

    /** Whether a message that nobody had seen before a set-back that it would not have survived may be of the log after it. */
    private boolean mayBeNewer(int index, int position) {
        MessageId id = messages.get(index).id();
        int seen = firstSeen.getOrDefault(id, Emit.NEVER);
        return setBacks.stream()
                .anyMatch(cut -> beginOf(cut) >= position && id.isAfter(cut.id()) && seen > beginOf(cut));
    }

    /** Whether a fault may have taken a message away before a place in the history. */
    boolean isLostBefore(int index, int position) {
        return messages.get(index).lostFrom() < position;
    }

    /** Whether a fault has certainly taken a message away before a place in the history. */
    boolean wasLostBefore(int index, int position) {
        return messages.get(index).lostBy() < position;
    }
}
