package dev.realtime4j.spi;

/**
 * Has equal names be one text: a backend decodes a text of its own for every message, and a ring keeps very many messages of
 * few events. Remembers as many names as it has places, the latest at each. Safe for any threads, since a text is immutable
 * and to remember another one costs nothing but memory.
 */
final class EventNames {
    private static final String[] LATEST = new String[256];

    private EventNames() {}

    /** A text that is equal to the given one. */
    static String shared(String name) {
        int hash = name.hashCode();
        int place = (hash ^ hash >>> 16) & (LATEST.length - 1);
        String latest = LATEST[place];
        if (name.equals(latest)) {
            return latest;
        }
        LATEST[place] = name;
        return name;
    }
}
