package dev.realtime4j.engine;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;

/** Makes a {@link Realtime}. */
public final class Connector {
    private Connector() {}

    /**
     * Connects to the backend that the configuration's URL names.
     *
     * @throws IllegalArgumentException if there is no URL, or no backend or several for it
     */
    public static Realtime connect(RealtimeConfig config) {
        String url = Names.given(config, "config").url();
        if (url == null) {
            throw new IllegalArgumentException("The configuration has no URL. Give one, such as memory:,"
                    + " or use Realtime.over with a transport");
        }
        return over(Providers.forUrl(url).open(config), config);
    }

    /** Works over a transport that the caller has made. */
    public static Realtime over(Transport transport, RealtimeConfig config) {
        return new EngineRealtime(Names.given(transport, "transport"), Names.given(config, "config"));
    }
}
