package dev.realtime4j.inmemory;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.spi.TransportProvider;
import java.util.List;
import java.util.Set;

/**
 * Makes in-memory transports for URLs with the scheme {@code memory:}. Found by {@link java.util.ServiceLoader};
 * applications use {@link InMemoryTransport#of} instead. Safe for any threads.
 */
public final class InMemoryProvider implements TransportProvider {

    /** Makes the provider. */
    public InMemoryProvider() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Set<String> schemes() {
        return Set.of(StoreName.SCHEME);
    }

    /**
     * There are no options.
     *
     * @return an empty set
     */
    @Override
    public Set<String> options() {
        return Set.of();
    }

    @Override
    public List<String> check(RealtimeConfig config) {
        String fault = StoreName.fault(config.url());
        return fault == null ? List.of() : List.of(fault);
    }

    /**
     * Opens a transport, as {@link InMemoryTransport#of}.
     *
     * @param config the configuration
     * @return a transport that is ready for use
     * @throws IllegalArgumentException if the URL is not one of this backend, or the store it names is open with another
     *     retention or another clock
     */
    @Override
    public Transport open(RealtimeConfig config) {
        return InMemoryTransport.of(config);
    }
}
