package dev.realtime4j.server;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * By which names a server is called that serves this machine alone and asks nobody who they are. A page of anybody can have a
 * name of its own point to this machine, and would then be of the same origin as this server; but it cannot be called by one of
 * these.
 *
 * @param origins pages of other origins that may use the server, whose names a proxy on this machine may pass on; {@code *}: all
 */
record LocalNames(List<String> origins) {

    /** Whether a request with this header {@code Host} is meant for this server. */
    boolean has(@Nullable String host) {
        if (host == null || origins.contains("*")) {
            return true; // no browser leaves it out
        }
        String lower = host.toLowerCase(Locale.ROOT);
        for (String origin : origins) {
            if (origin.endsWith("://" + lower)) {
                return true;
            }
        }
        String name = withoutPort(lower);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || (name.startsWith("127.") && NetUtil.isValidIpV4Address(name))
                || (name.startsWith("[") && name.endsWith("]") && isLoopback(name.substring(1, name.length() - 1)));
    }

    /** An IPv6 address has many forms; Java prints another one than browsers do. */
    private static boolean isLoopback(String address) {
        Inet6Address parsed = NetUtil.getByName(address, false);
        return parsed != null && parsed.isLoopbackAddress();
    }

    private static String withoutPort(String host) {
        int end = host.length();
        while (end > 0 && host.charAt(end - 1) >= '0' && host.charAt(end - 1) <= '9') {
            end--;
        }
        return end > 0 && host.charAt(end - 1) == ':' ? host.substring(0, end - 1) : host;
    }
}
