package dev.realtime4j.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of this backend.
 *
 * @param format how entries are written
 * @param keyPrefix what the keys of all channels start with
 * @param trims whether streams are trimmed and expire
 * @param master the name of the master that Sentinels are asked for
 * @param sentinelPassword the password of the Sentinels, if they have one
 * @param truststore the file with the certificates that are trusted, or null for those of the JVM
 * @param truststorePassword the password of that file, if it has one
 */
record RedisOptions(
        Format format,
        String keyPrefix,
        boolean trims,
        String master,
        @Nullable String sentinelPassword,
        @Nullable String truststore,
        @Nullable String truststorePassword) {
    private static final String FORMAT = "format";
    private static final String KEY_PREFIX = "key-prefix";
    private static final String TRIM = "trim";
    private static final String MASTER = "master";
    private static final String SENTINEL_PASSWORD = "sentinel-password";
    private static final String TRUSTSTORE = "truststore";
    private static final String TRUSTSTORE_PASSWORD = "truststore-password";

    private static final Pattern NOT_IN_PREFIX = Pattern.compile("[{}\\p{Cntrl}]");

    static final Set<String> NAMES =
            Set.of(FORMAT, KEY_PREFIX, TRIM, MASTER, SENTINEL_PASSWORD, TRUSTSTORE, TRUSTSTORE_PASSWORD);

    /** Shows no password. */
    @Override
    public String toString() {
        return "RedisOptions[format=" + format + ", keyPrefix=" + keyPrefix + ", trims=" + trims + "]";
    }

    /** Reads options that have no faults. */
    static RedisOptions of(Map<String, String> options) {
        boolean shared = options.getOrDefault(FORMAT, "native").equals("upstash");
        return new RedisOptions(
                shared ? Format.UPSTASH : Format.NATIVE,
                options.getOrDefault(KEY_PREFIX, shared ? "" : "rt:"),
                options.getOrDefault(TRIM, shared ? "false" : "true").equals("true"),
                options.getOrDefault(MASTER, "mymaster"),
                options.get(SENTINEL_PASSWORD),
                options.get(TRUSTSTORE),
                options.get(TRUSTSTORE_PASSWORD));
    }

    /** The faults of options, each a sentence. */
    static List<String> faults(Map<String, String> options) {
        List<String> faults = new ArrayList<>();
        oneOf(options, FORMAT, List.of("native", "upstash"), faults);
        oneOf(options, TRIM, List.of("true", "false"), faults);
        RedisOptions parsed = of(options);
        if (!parsed.trims && parsed.format == Format.NATIVE) {
            faults.add("redis.trim: only streams of redis.format=upstash can be left untrimmed");
        }
        if (NOT_IN_PREFIX.matcher(parsed.keyPrefix).find()) {
            faults.add("redis.key-prefix: braces and control characters are not allowed");
        }
        if (parsed.truststore == null && parsed.truststorePassword != null) {
            faults.add("redis.truststore-password: without redis.truststore it has no use");
        }
        return faults;
    }

    private static void oneOf(Map<String, String> options, String name, List<String> allowed, List<String> faults) {
        String value = options.get(name);
        if (value != null && !allowed.contains(value)) {
            faults.add(String.format(
                    Locale.ROOT, "redis.%s: must be %s, got \"%s\"", name, String.join(" or ", allowed), value));
        }
    }
}
