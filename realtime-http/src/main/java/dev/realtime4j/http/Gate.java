package dev.realtime4j.http;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the access control, where there is one. */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.http");

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
        Decision decision;
        try {
            decision = access.decide(new Access.Attempt(request, List.copyOf(channels), action));
        } catch (Throwable e) { // also an error, and what Kotlin and Lombok throw undeclared: nobody must wait for an
            // answer
            return failed(e);
        }
        if (decision == null) {
            return failed(new IllegalStateException("it has decided nothing"));
        }
        // A stream that is let in only to be ended at once would be asked for again and again.
        Instant until = decision.until();
        return decision.denial() == null && until != null && !until.isAfter(Instant.now())
                ? Decision.deny(401, "The permission has expired; ask again with a new one")
                : decision;
    }

    /** What it has thrown may hold anything, and is for the log alone. */
    private static Decision failed(Throwable cause) {
        LOG.error("The access control has failed; nobody was let in", cause);
        return Decision.deny(Errors.reply(500, "internal", "The server failed; its log says why"));
    }
}
