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
    private final List<SetBack> setBacks;
    private final long shown;
    /** Of all messages from here on, the first to be emitted. */
    private int[] earliestFrom = {};

    private Ghosts ghosts = new Ghosts();
    /** The set-backs that may have taken a message which somebody may have seen. */
    private List<SetBack> losses = List.of();

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
        Map<Item, Integer> asked = new HashMap<>();
        List<Facts.Seen> allSeen = facts.seen.getOrDefault(channel, List.of());
        allSeen.forEach(seen -> asked.merge(seen.item(), seen.asked(), Math::max));
        for (Facts.Seen seen : allSeen) {
            firstSeen.putIfAbsent(seen.item().id(), seen.position());
            addSeen(seen, asked.getOrDefault(seen.item(), -1), oldest, all, kept, early);
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
        ghosts = findGhosts();
        losses = setBacks.stream().filter(this::mayHaveTaken).toList();
        early.forEach(this::checkTrimmed);
    }

    private void addSeen(
            Facts.Seen seen,
            int asked,
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
        int lostFrom = emit == null ? Emit.NEVER : lostFrom(item.id(), emit, asked);
        boolean lost = lostFrom != Emit.NEVER;
        if (lost || oldest == null || oldest.isAfter(item.id())) {
            int lostBy = lost && emit != null ? lostBy(seen, emit, asked) : Emit.NEVER;
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
    private int lostFrom(MessageId id, Emit emit, int asked) {
        return setBacks.stream()
                .filter(setBack -> setBack.mayTake(id, emit.firstInvoked(), asked))
                .mapToInt(setBack -> setBack.fault().begun)
                .min()
                .orElse(Emit.NEVER);
    }

    /** Where the fault ends that has taken a message away which had been seen before. */
    private int lostBy(Facts.Seen seen, Emit emit, int asked) {
        return setBacks.stream()
                .filter(setBack -> setBack.mayTake(seen.item().id(), emit.firstInvoked(), asked)
                        && seen.position() < setBack.position())
                .mapToInt(setBack -> setBack.fault().ended)
                .min()
                .orElse(Emit.NEVER);
    }

    private Ghosts findGhosts() {
        if (trims.isEmpty() && setBacks.isEmpty() && messages.size() < shown) {
            return new Ghosts(); // the log that was read at the end is whole
        }
        Set<String> values = new HashSet<>();
        messages.forEach(message -> values.add(message.value()));
        return new Ghosts(channel, facts, values);
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

    /** The place of a message or, if it is not there, of the first one behind it. */
    int from(MessageId id) {
        int place = find(id);
        return place >= 0 ? place : after(id);
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

    /** How many messages that nobody has seen may have taken places in the log. */
    int ghosts() {
        return ghosts.count();
    }

    /** Whether, before a place in the history, a message may have been removed or hidden by retention or a trim. */
    boolean mayBeGone(int index, int position) {
        return mayRetentionReach(index, position)
                || trims.stream()
                        .anyMatch(cut ->
                                cut.position() < position && !at(index).id().isAfter(cut.id()));
    }

    private boolean mayRetentionReach(int index, int position) {
        return mayBeFull(mostBefore(position) - 1 - index, index, position);
    }

    /** Whether so many messages, with those that nobody has seen and that may be behind one, are all that is shown. */
    private boolean mayBeFull(int count, int index, int position) {
        return count >= shown
                || (count + ghosts.count() >= shown && count + ghosts.behind(at(index), position) >= shown);
    }

    /**
     * Whether, before a place in the history, a message that nobody has seen may have been removed between two that follow
     * each other, by a trim, or by retention that has come as far as the second one.
     */
    boolean mayUnseenBeGone(int one, int other, int position) {
        if (one < 0 || other >= messages.size()) {
            return ghosts.count() > 0;
        }
        return ghosts.mayLieBetween(at(one), at(other), position)
                && (mayBeFull(mostBefore(position) - other, other, position)
                        || trims.stream()
                                .anyMatch(cut ->
                                        cut.position() < position && cut.id().isAfter(at(one).id())));
    }

    List<SetBack> setBacks() {
        return setBacks;
    }

    /** The newest set-back before a place in the history, or null. */
    @Nullable
    SetBack setBackBefore(int position) {
        SetBack newest = null;
        for (SetBack setBack : setBacks) {
            if (setBack.isRecordedBefore(position)) {
                newest = setBack;
            }
        }
        return newest;
    }

    /** The set-backs before a place in the history that may have taken a message which somebody may have seen. */
    List<SetBack> lossesBefore(int position) {
        return losses.stream()
                .filter(setBack -> setBack.isRecordedBefore(position))
                .toList();
    }

    private boolean mayHaveTaken(SetBack setBack) {
        return ghosts.mayBeTakenBy(setBack)
                || messages.stream()
                        .anyMatch(message -> message.lostFrom() <= setBack.fault().begun
                                && message.lostBy() >= setBack.fault().ended
                                && setBack.mayTake(message.id(), message.invoked(), -1));
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
                .anyMatch(setBack -> setBack.fault().begun >= position
                        && id.isAfter(setBack.lastKept())
                        && seen > setBack.fault().begun);
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
