package dev.realtime4j.chaos;

import dev.realtime4j.chaos.fault.Backend;
import dev.realtime4j.chaos.fault.MemoryBackend;
import dev.realtime4j.chaos.fault.RedisBackend;
import java.util.function.Supplier;

/** The backends by the names that the command line has for them. */
enum BackendName {
    memory(MemoryBackend::new),
    redis(RedisBackend::new);

    private final Supplier<Backend> opener;

    BackendName(Supplier<Backend> opener) {
        this.opener = opener;
    }

    /** Starts it. */
    Backend open() {
        return opener.get();
    }
}
