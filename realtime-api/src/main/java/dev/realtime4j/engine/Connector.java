package dev.realtime4j.engine;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.spi.TransportProvider;
import java.util.ServiceLoader;

/** Finds the backend that a URL names. */
public final class Connector {
    private Connector() {}

    public static Realtime connect(RealtimeConfig config) {
        String url = config.url();
        if (url == null) {
            throw new IllegalArgumentException("no URL");
        }
        String scheme = url.substring(0, url.indexOf(':'));
        for (TransportProvider provider : ServiceLoader.load(TransportProvider.class)) {
            if (provider.schemes().contains(scheme)) {
                return over(provider.open(config), config);
            }
        }
        throw new IllegalArgumentException("Unknown scheme " + scheme);
    }

    public static Realtime over(Transport transport, RealtimeConfig config) {
        return new EngineRealtime(transport, config);
    }
}
