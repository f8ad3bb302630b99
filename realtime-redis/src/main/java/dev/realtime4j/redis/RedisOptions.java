package dev.realtime4j.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The options of this backend.
 *
 * @param keyPrefix what the keys of all channels start with
 */
record RedisOptions(String keyPrefix) {
    private static final String KEY_PREFIX = "key-prefix";

    static final Set<String> NAMES = Set.of(KEY_PREFIX);

    static RedisOptions of(Map<String, String> options) {
        return new RedisOptions(options.getOrDefault(KEY_PREFIX, "rt:"));
    }

    static List<String> faults(Map<String, String> options) {
        List<String> faults = new ArrayList<>();
        if (of(options).keyPrefix.matches(".*[{}\\p{Cntrl}].*")) {
            faults.add("redis.key-prefix: braces and control characters are not allowed");
        }
        return faults;
    }
}
