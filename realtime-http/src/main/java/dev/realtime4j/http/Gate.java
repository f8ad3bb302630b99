package dev.realtime4j.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the access control, where there is one. */
final class Gate {
    private final @Nullable Access access;

    Gate(@Nullable Access access) {
        this.access = access;
    }

    /** Whether asking takes no time and no thread. */
    boolean isOpen() {
        return access == null;
    }

    Decision decide(HttpRequest request, List<String> channels, Access.Action action) {
        if (access == null) {
            return Decision.allow();
        }
        Decision decision = access.decide(new Access.Attempt(request, List.copyOf(channels), action));
        if (decision == null) {
            throw new IllegalStateException("The access control has decided nothing");
        }
        return decision;
    }
}
