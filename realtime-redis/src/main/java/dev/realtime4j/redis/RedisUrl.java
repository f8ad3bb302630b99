package dev.realtime4j.redis;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * What a URL says: {@code redis[s]://[[user]:password@]host[:port][/database]}, and the same with {@code redis-sentinel} or
 * {@code redis-cluster} and any number of hosts, joined by commas.
 *
 * @param mode what kind of server is expected
 * @param tls whether the connection is encrypted
 * @param addresses where servers are, or Sentinels; at least one
 * @param user the user, or null for the server's default user
 * @param password the password, or null if none is given
 * @param database the number of the database
 */
record RedisUrl(
        Mode mode,
        boolean tls,
        List<HostAndPort> addresses,
        @Nullable String user,
        @Nullable String password,
        int database) {
    private static final int DEFAULT_PORT = 6379;
    private static final int SENTINEL_PORT = 26379;

    /** How servers are arranged. */
    enum Mode {
        /** One server. */
        STANDALONE,
        /** A master that Sentinels name. */
        SENTINEL,
        /** A cluster. */
        CLUSTER
    }

    /** Shows no password. */
    @Override
    public String toString() {
        return mode + " " + addresses + "/" + database;
    }

    /**
     * Reads a URL.
     *
     * @param faults where faults are added; what is given back is of no use if there are any
     */
    static RedisUrl parse(String url, List<String> faults) {
        int colon = url.indexOf(':');
        String scheme = url.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
        Mode mode = scheme.endsWith("-sentinel")
                ? Mode.SENTINEL
                : scheme.endsWith("-cluster") ? Mode.CLUSTER : Mode.STANDALONE;
        if (!url.startsWith("//", colon + 1)) {
            faults.add("url: a Redis server is named by redis://host:port");
        }
        int start = Math.min(url.length(), colon + 3);
        int query = url.indexOf('?', start);
        String rest = query < 0 ? url.substring(start) : url.substring(start, query);
        int at = rest.lastIndexOf('@');
        String credentials = at < 0 ? "" : rest.substring(0, at);
        String place = rest.substring(at + 1);
        int slash = place.indexOf('/');
        String path = slash < 0 ? "" : place.substring(slash + 1);
        String[] hosts = (slash < 0 ? place : place.substring(0, slash)).split(",", -1);
        if (hosts.length > 1 && mode == Mode.STANDALONE) {
            faults.add("url: several hosts need the scheme redis-sentinel or redis-cluster");
        }
        int defaultPort = mode == Mode.SENTINEL ? SENTINEL_PORT : DEFAULT_PORT;
        List<HostAndPort> addresses = new ArrayList<>();
        for (String host : hosts) {
            addresses.add(address(host, defaultPort, faults));
        }
        int database = database(path, faults);
        if (mode == Mode.CLUSTER && database != 0) {
            faults.add("url: a cluster has only the database 0");
        }
        int split = credentials.indexOf(':');
        if (at >= 0 && split < 0) {
            faults.add("url: credentials have the form user:password@ or :password@");
        }
        String user = decoded(credentials.substring(0, Math.max(0, split)), faults);
        String password = at < 0 ? null : decoded(credentials.substring(split + 1), faults);
        return new RedisUrl(
                mode, scheme.startsWith("rediss"), addresses, user.isEmpty() ? null : user, password, database);
    }

    private static HostAndPort address(String text, int defaultPort, List<String> faults) {
        int bracket = text.lastIndexOf(']');
        int colon = text.indexOf(':', Math.max(0, bracket));
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty()) {
            faults.add("url: a host is missing; it looks like redis://localhost:6379");
        }
        return new HostAndPort(
                host, colon < 0 ? defaultPort : number(text.substring(colon + 1), 1, 65_535, "port", faults));
    }

    private static int database(String path, List<String> faults) {
        String text = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return text.isEmpty() ? 0 : number(text, 0, 65_535, "number of the database, after the slash,", faults);
    }

    private static int number(String text, int least, int most, String what, List<String> faults) {
        if (text.matches("\\d{1,6}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        faults.add("url: the " + what + " must be " + least + " to " + most);
        return least;
    }

    private static String decoded(String text, List<String> faults) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            faults.add("url: the credentials are not well percent-encoded: a % must be written %25");
            return "";
        }
    }
}
