package dev.realtime4j.nats;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.spi.TransportProvider;
import java.util.List;
import java.util.Set;

/**
 * Makes transports for NATS servers with JetStream, for URLs such as {@code nats://user:password@host:4222} or {@code
 * tls://host1,host2}. Found by {@link java.util.ServiceLoader}. Safe for any threads.
 */
public final class NatsProvider implements TransportProvider {

    /** Makes the provider. */
    public NatsProvider() {}

    @Override
    public String name() {
        return "nats";
    }

    /**
     * {@code nats}, and {@code tls} for encrypted connections.
     *
     * @return both
     */
    @Override
    public Set<String> schemes() {
        return NatsSettings.SCHEMES;
    }

    /**
     * The options that {@code docs/nats.md} explains.
     *
     * @return their names
     */
    @Override
    public Set<String> options() {
        return NatsSettings.OPTIONS;
    }

    @Override
    public List<String> check(RealtimeConfig config) {
        return NatsSettings.faults(config);
    }

    /**
     * Connects, and creates the streams that are missing.
     *
     * @param config the checked configuration
     * @return a transport that is ready for use
     * @throws IllegalArgumentException if the URL or an option is wrong; all faults are named
     * @throws dev.realtime4j.RealtimeException within the connect timeout if no server can be reached, if it refuses the
     *     credentials or lacks JetStream, or if a stream has settings that break the contract: each difference is named
     */
    @Override
    public Transport open(RealtimeConfig config) {
        return NatsTransport.open(config);
    }
}
