package dev.realtime4j;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** The retentions of channels by the start of their names; the longest start wins (Rule R1). Immutable. */
final class Retentions {
    private final Map<String, Retention> byPrefix;

    Retentions(Map<String, Retention> given) {
        Map<String, Retention> longestFirst = new TreeMap<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        longestFirst.putAll(given);
        byPrefix = Collections.unmodifiableMap(longestFirst);
    }

    /** The retention of a channel. */
    Retention of(String channel) {
        for (Map.Entry<String, Retention> candidate : byPrefix.entrySet()) {
            if (channel.startsWith(candidate.getKey())) {
                return candidate.getValue();
            }
        }
        return Retention.DEFAULT;
    }

    /** All of them, the longest prefix first. Unmodifiable. */
    Map<String, Retention> byPrefix() {
        return byPrefix;
    }

    @Override
    public String toString() {
        return byPrefix.toString();
    }
}
