package dev.realtime4j.server;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By which names a server is called that serves this machine alone and asks nobody who they are. A page of anybody can have a
 * name of its own point to this machine, and would then be of the same origin as this server; but it cannot be called by one of
 * these.
 *
 * @param origins pages of other origins that may use the server, whose names a proxy on this machine may pass on; {@code *}: all
 */
record LocalNames(List<String> origins) {
    private static final Pattern PORT = Pattern.compile(":\\d*$");
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");

    /** Whether a request with this header {@code Host} is meant for this server. */
    boolean has(@Nullable String host) {
        if (host == null || origins.contains("*")) {
            return true; // no browser leaves it out
        }
        String lower = host.toLowerCase(Locale.ROOT);
        if (origins.stream().anyMatch(origin -> origin.endsWith("://" + lower))) {
            return true;
        }
        String name = PORT.matcher(lower).replaceFirst("");
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("[::1]")
                || LOOPBACK.matcher(name).matches();
    }
}
