package dev.realtime4j.tck;

import dev.realtime4j.MessageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A channel as a plain list: what every backend has to look like. */
final class ModelLog {
    /** For how long a key holds for certain, in ms (Rule E6). */
    private static final long KEY_MILLIS = 120_000;

    record Entry(MessageId id, String event, String json, long time) {}

    private record Keyed(MessageId id, long time) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Keyed> keys = new HashMap<>();
    private final int maxMessages;
    private final long maxAgeMillis;
    /** The bounds of 0-0 and of every message, as indexes of what follows. */
    private final Map<MessageId, Integer> after = new HashMap<>(Map.of(MessageId.BEGINNING, 0));

    ModelLog(int maxMessages, long maxAgeMillis) {
        this.maxMessages = maxMessages;
        this.maxAgeMillis = maxAgeMillis;
    }

    int size() {
        return entries.size();
    }

    Entry get(int index) {
        return entries.get(index);
    }

    MessageId head() {
        return entries.isEmpty() ? MessageId.BEGINNING : entries.get(size() - 1).id();
    }

    /** The index of what follows a place, or null if no message has this id. */
    @Nullable
    Integer after(MessageId place) {
        return after.get(place);
    }

    void append(Entry entry) {
        if (!entry.id().isAfter(head())) {
            throw new AssertionError("The id " + entry.id() + " is not after the head " + head());
        }
        entries.add(entry);
        after.put(entry.id(), size());
    }

    /** Takes a keyed emit; whether it was stored follows from the id that the backend gave. */
    void appendKeyed(String key, Entry entry) {
        Keyed first = keys.get(key);
        if (first != null && first.id().equals(entry.id())) {
            return;
        }
        if (first != null && entry.time() - first.time() < KEY_MILLIS) {
            throw new AssertionError(
                    "The key " + key + " gave " + first.id() + " and, within 2 minutes, " + entry.id());
        }
        append(entry);
        keys.put(key, new Keyed(entry.id(), entry.time()));
    }

    boolean isShown(int index, long now) {
        return index >= size() - maxMessages && now - entries.get(index).time() <= maxAgeMillis;
    }

    /** The messages shown from an index on. */
    List<Entry> shown(int from, long now) {
        List<Entry> shown = new ArrayList<>();
        for (int i = from; i < size(); i++) {
            if (isShown(i, now)) {
                shown.add(entries.get(i));
            }
        }
        return shown;
    }

    /** Whether a message of a stretch is no longer shown. */
    boolean isMissing(int from, int to, long now) {
        for (int i = from; i < to; i++) {
            if (!isShown(i, now)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a cursor is so old that a transport may have to say that it does not know (Rule R4). */
    boolean mayBeUnknown(int following, long now) {
        return following == 0 || now - entries.get(following - 1).time() >= 2 * maxAgeMillis;
    }
}
