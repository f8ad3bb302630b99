package dev.realtime4j.nats;

import dev.realtime4j.RealtimeConfig;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the URL and the options say, checked without any I/O but looking for the files they name.
 *
 * @param servers the servers' addresses, {@code scheme://host:port}, without credentials
 * @param user the URL's user, or the whole token if there is no password; null without credentials
 * @param password the URL's password
 * @param prefix what all subjects and streams start with
 * @param domain the JetStream domain, or null for that of the server
 * @param replicas how many copies a stream is created with
 * @param maxBytes the most bytes of a stream; -1 for no limit
 * @param files the files that options name, by option
 */
record NatsSettings(
        List<String> servers,
        @Nullable String user,
        @Nullable String password,
        String prefix,
        @Nullable String domain,
        int replicas,
        long maxBytes,
        Map<String, Path> files) {
    static final Set<String> SCHEMES = Set.of("nats", "tls");

    static final String CREDENTIALS_FILE = "credentials-file";
    static final String NKEY_FILE = "nkey-file";
    static final String TLS_CA_FILE = "tls-ca-file";

    private static final String PREFIX = "prefix";
    private static final String DOMAIN = "domain";
    private static final String REPLICAS = "replicas";
    private static final String MAX_BYTES = "max-bytes";

    static final Set<String> OPTIONS =
            Set.of(PREFIX, DOMAIN, REPLICAS, MAX_BYTES, CREDENTIALS_FILE, NKEY_FILE, TLS_CA_FILE);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final Pattern ADDRESS = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?");
    private static final int MOST_REPLICAS = 5;

    /** Every fault, each a sentence. */
    static List<String> faults(RealtimeConfig config) {
        List<String> faults = new ArrayList<>();
        parse(config, faults);
        return faults;
    }

    /**
     * Reads a configuration.
     *
     * @throws IllegalArgumentException if it has faults, with all of them
     */
    static NatsSettings of(RealtimeConfig config) {
        List<String> faults = new ArrayList<>();
        NatsSettings settings = parse(config, faults);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
        return settings;
    }

    private static NatsSettings parse(RealtimeConfig config, List<String> faults) {
        Map<String, String> options = config.options();
        String url = config.url() == null ? "" : config.url();
        int colon = url.indexOf(':');
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme) || !url.startsWith("://", colon)) {
            faults.add("url: a NATS server is named as nats://host:4222 or tls://host:4222, several by commas");
        }
        String rest = url.replaceFirst("^[^:]*:(//)?", "").replaceFirst("\\?.*$", "");
        int at = rest.lastIndexOf('@');
        String[] credentials = at < 0 ? new String[0] : rest.substring(0, at).split(":", 2);
        String prefix = name(options, PREFIX, "rt", faults);
        for (Group group : Group.of(config, prefix)) {
            if (!group.hasValidName()) {
                faults.add(
                        "retention.prefix." + group.prefix() + ": too long for NATS, whose streams are named by it: its"
                                + " letters, digits, _ and - count once, every other byte three times, at most 200 in all");
            }
        }
        return new NatsSettings(
                servers(scheme, rest.substring(at + 1), faults),
                credentials.length == 0 ? null : decoded(credentials[0], faults),
                credentials.length < 2 ? null : decoded(credentials[1], faults),
                prefix,
                options.containsKey(DOMAIN) ? name(options, DOMAIN, "", faults) : null,
                (int) number(options, REPLICAS, 1, 1, MOST_REPLICAS, faults),
                number(options, MAX_BYTES, -1, 1, Long.MAX_VALUE, faults),
                files(options, faults));
    }

    private static List<String> servers(String scheme, String addresses, List<String> faults) {
        String list = addresses.endsWith("/") ? addresses.substring(0, addresses.length() - 1) : addresses;
        List<String> servers = new ArrayList<>();
        for (String address : list.split(",", -1)) {
            if (!ADDRESS.matcher(address).matches()) {
                faults.add(
                        "url: each server must be host or host:port, joined by commas, with credentials once in front of"
                                + " them all");
            }
            boolean hasPort = address.matches(".*:\\d+$");
            if (hasPort && !isPort(address.substring(address.lastIndexOf(':') + 1))) {
                faults.add("url: the port of \"" + address + "\" must be 1 to 65535");
            }
            servers.add(scheme + "://" + address + (hasPort ? "" : ":4222"));
        }
        return List.copyOf(servers);
    }

    private static boolean isPort(String digits) {
        return digits.length() <= 5 && Integer.parseInt(digits) >= 1 && Integer.parseInt(digits) <= 65535;
    }

    private static String decoded(String text, List<String> faults) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            faults.add("url: the credentials are not well percent-encoded: a % must be written %25");
            return "";
        }
    }

    private static String name(Map<String, String> options, String option, String byDefault, List<String> faults) {
        String value = options.getOrDefault(option, byDefault);
        if (!NAME.matcher(value).matches() && options.containsKey(option)) {
            faults.add("nats." + option + ": 1 to 32 letters (a to z), digits, _ and -; got \"" + value + "\"");
        }
        return value;
    }

    private static long number(
            Map<String, String> options, String option, long byDefault, long least, long most, List<String> faults) {
        String value = options.get(option);
        if (value == null) {
            return byDefault;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Told below.
        }
        faults.add("nats." + option + ": a whole number from " + least + " to " + most + "; got \"" + value + "\"");
        return byDefault;
    }

    private static Map<String, Path> files(Map<String, String> options, List<String> faults) {
        Map<String, Path> files = new java.util.LinkedHashMap<>();
        Stream.of(CREDENTIALS_FILE, NKEY_FILE, TLS_CA_FILE)
                .filter(options::containsKey)
                .forEach(option -> {
                    Path file = Path.of(options.get(option));
                    if (Files.isReadable(file)) {
                        files.put(option, file);
                    } else {
                        faults.add("nats." + option + ": no readable file at " + file);
                    }
                });
        if (files.containsKey(CREDENTIALS_FILE) && files.containsKey(NKEY_FILE)) {
            faults.add("nats." + NKEY_FILE + ": not together with " + CREDENTIALS_FILE + ", which holds a key already");
        }
        return Map.copyOf(files);
    }

    /** Whether connections are encrypted. */
    boolean isEncrypted() {
        return servers.get(0).startsWith("tls:");
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return String.join(",", servers);
    }
}
