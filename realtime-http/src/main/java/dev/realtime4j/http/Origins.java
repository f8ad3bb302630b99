package dev.realtime4j.http;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which pages of other origins may use this server, with their cookies and credentials. */
final class Origins {
    private static final String ANY = "*";
    private static final Pattern NAMES = Pattern.compile("[\\w!#$%&'*+.^`|~, -]{1,2000}");
    private static final Map<String, String> PREFLIGHT = Map.of(
            "Access-Control-Allow-Methods", "GET, POST, OPTIONS",
            "Access-Control-Allow-Headers", "Authorization, Cache-Control, Content-Type, Last-Event-ID, X-API-Key",
            "Access-Control-Max-Age", "600");

    private final Set<String> allowed;

    Origins(Set<String> allowed) {
        this.allowed = allowed;
    }

    /** The headers for the origin of a request; null if it is not allowed. */
    @Nullable
    Map<String, String> headers(HttpRequest request) {
        String origin = request.header("Origin");
        if (origin == null) {
            return allowed.isEmpty() ? Map.of() : Map.of("Vary", "Origin");
        }
        if (allowed.contains(origin)) {
            return Map.of(
                    "Access-Control-Allow-Origin", origin,
                    "Access-Control-Allow-Credentials", "true",
                    "Access-Control-Expose-Headers", "Retry-After",
                    "Vary", "Origin");
        }
        if (allowed.contains(ANY)) {
            return Map.of("Access-Control-Allow-Origin", ANY, "Access-Control-Expose-Headers", "Retry-After");
        }
        return isOwn(origin, request.header("Host")) ? Map.of() : null;
    }

    /** A page of this server; its scheme is not compared, since a proxy may have taken TLS off. */
    private static boolean isOwn(String origin, @Nullable String host) {
        int authority = origin.indexOf("://");
        return host != null && authority > 0 && origin.substring(authority + 3).equals(host.toLowerCase(Locale.ROOT));
    }

    /** What a browser asks for beforehand. A page that is let in may send headers of any name. */
    static Reply preflight(HttpRequest request) {
        Reply reply = new Reply(204, PREFLIGHT, new byte[0]).with("Allow", "GET, POST, OPTIONS");
        String wanted = request.header("Access-Control-Request-Headers");
        return wanted != null && NAMES.matcher(wanted).matches()
                ? reply.with("Access-Control-Allow-Headers", wanted)
                : reply;
    }
}
