package dev.realtime4j.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Access by fixed keys, sent as {@code Authorization: Bearer KEY} or {@code X-API-Key: KEY}; meant for other servers, not
 * for browsers, where everybody can read a key. Keys are kept as digests only. Immutable.
 *
 * <pre>{@code
 * ApiKeys keys = ApiKeys.NONE.with("s3cr3t-s3cr3t-s3cr3t", "billing", Set.of(Action.EMIT), "invoice-*");
 * }</pre>
 */
public final class ApiKeys implements Access {
    /** No keys: nobody may do anything. */
    public static final ApiKeys NONE = new ApiKeys(Map.of());

    private static final int SHORTEST = 16;
    private static final String BEARER = "bearer ";

    private record Holder(String user, Grants grants) {}

    /** By the digest of the key: how long a look-up takes tells nothing of the keys. */
    private final Map<String, Holder> holders;

    private ApiKeys(Map<String, Holder> holders) {
        this.holders = holders;
    }

    /**
     * Adds a key.
     *
     * @param key the key, at least 16 characters of ASCII without white space
     * @param user who holds it, for people
     * @param actions what may be done with it
     * @param channels with which channels: names, or beginnings with a trailing {@code *}
     * @return these keys and one more
     * @throws IllegalArgumentException if the key is too short or given already, or a pattern has another form; the message
     *     does not hold the key
     */
    public ApiKeys with(String key, String user, Set<Action> actions, String... channels) {
        if (key.length() < SHORTEST || key.chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) { // else no header can hold it
            throw new IllegalArgumentException("the key of \"" + user + "\" must have at least " + SHORTEST
                    + " characters, all of ASCII, and no white space");
        }
        List<ChannelPattern> patterns =
                Arrays.stream(channels).map(ChannelPattern::of).toList();
        Map<Action, List<ChannelPattern>> granted = new EnumMap<>(Action.class);
        actions.forEach(action -> granted.put(action, patterns));
        Map<String, Holder> more = new TreeMap<>(holders);
        if (more.putIfAbsent(digest(key), new Holder(user, new Grants(granted))) != null) {
            throw new IllegalArgumentException("the key of \"" + user + "\" is given to another one, too");
        }
        return new ApiKeys(more);
    }

    /**
     * Reads keys from a file in UTF-8. Each line is {@code KEY USER ACTIONS CHANNELS…}, such as
     * {@code s3cr3t-s3cr3t-s3cr3t billing emit,history invoice-* default}; lines that are empty or start with # do not count.
     *
     * @param file the file
     * @return the keys
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if a line has another form; the message names the line and no key
     */
    public static ApiKeys load(Path file) throws IOException {
        ApiKeys keys = NONE;
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split("\\s+", -1);
            try {
                if (words.length < 4) {
                    throw new IllegalArgumentException("must be KEY USER ACTIONS CHANNELS…");
                }
                keys = keys.with(words[0], words[1], actions(words[2]), Arrays.copyOfRange(words, 3, words.length));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ":" + (i + 1) + ": " + e.getMessage());
            }
        }
        return keys;
    }

    private static Set<Action> actions(String words) {
        Map<Action, Boolean> actions = new EnumMap<>(Action.class);
        for (String word : words.split(",", -1)) {
            switch (word.toLowerCase(Locale.ROOT)) {
                case "subscribe" -> actions.put(Action.SUBSCRIBE, true);
                case "emit" -> actions.put(Action.EMIT, true);
                case "history" -> actions.put(Action.HISTORY, true);
                default -> throw new IllegalArgumentException("the actions are subscribe, emit and history, by commas");
            }
        }
        return actions.keySet();
    }

    @Override
    public Decision decide(Attempt attempt) {
        String key = key(attempt.request());
        Holder holder = key == null ? null : holders.get(digest(key));
        if (holder == null) {
            return Decision.deny(
                    401,
                    (key == null ? "A key is missing" : "The key is not known") + ": send Authorization: Bearer KEY");
        }
        return holder.grants().decide(attempt, holder.user());
    }

    private static @Nullable String key(HttpRequest request) {
        String bearer = bearer(request);
        return bearer == null ? request.header("X-API-Key") : bearer;
    }

    /** What follows {@code Bearer} in the header, or null. */
    static @Nullable String bearer(HttpRequest request) {
        String header = request.header("Authorization");
        return header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? header.substring(BEARER.length()).strip()
                : null;
    }

    private static String digest(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }

    /** The holders, without their keys. */
    @Override
    public String toString() {
        return "ApiKeys" + holders.values().stream().map(Holder::user).sorted().toList();
    }
}
