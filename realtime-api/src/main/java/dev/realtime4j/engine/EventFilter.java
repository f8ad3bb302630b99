package dev.realtime4j.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which events pass (Rules S3, H4). Immutable; {@link #matches} allocates nothing. */
public final class EventFilter {
    private static final EventFilter ALL = new EventFilter(Set.of(), List.of());

    private final Set<String> exact;
    private final String[] prefixes;

    private EventFilter(Set<String> exact, List<String> prefixes) {
        this.exact = exact;
        this.prefixes = prefixes.toArray(String[]::new);
    }

    /**
     * Makes a filter.
     *
     * @param names exact names or, with a trailing {@code .*}, all below a name; empty: all
     * @throws IllegalArgumentException if a name has another form
     */
    public static EventFilter of(@Nullable List<String> names) {
        if (names == null) {
            throw new IllegalArgumentException("The list of events is null. Give an empty one for all events.");
        }
        if (names.isEmpty()) {
            return ALL;
        }
        Set<String> exact = new HashSet<>();
        List<String> prefixes = new ArrayList<>();
        for (String name : names) {
            if (name != null && name.endsWith(".*")) {
                Names.event(name.substring(0, name.length() - 2));
                prefixes.add(name.substring(0, name.length() - 1));
            } else if (name != null && name.equals("*")) {
                throw new IllegalArgumentException(
                        "Bad event filter \"*\". Allowed: event names, or a name with a trailing .* for all below it;"
                                + " give no names for all events.");
            } else {
                exact.add(Names.event(name));
            }
        }
        return new EventFilter(exact, prefixes);
    }

    /** Whether an event of this name passes. */
    public boolean matches(String event) {
        if (all() || exact.contains(event)) {
            return true;
        }
        for (String prefix : prefixes) {
            if (event.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Whether every event passes. */
    public boolean all() {
        return this == ALL;
    }
}
