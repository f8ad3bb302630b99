package dev.realtime4j.kafka;

import dev.realtime4j.RealtimeConfig;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL and the options of this backend, read and checked without any I/O.
 *
 * @param bootstrap the addresses to start at, as {@code host:port,host:port}
 * @param topics the topic of the channels whose names start with a prefix, the longest prefix first; the last is empty
 * @param partitions how many partitions of each topic are used
 * @param createTopics whether a missing topic is made
 * @param replication the replication factor of topics that are made; empty: the cluster's default
 * @param minInSync {@code min.insync.replicas} of topics that are made; empty: the cluster's default
 * @param indexDirectory where the index is kept over a restart; empty: nowhere
 * @param client properties for the clients
 */
record KafkaSettings(
        String bootstrap,
        Map<String, String> topics,
        int partitions,
        boolean createTopics,
        OptionalInt replication,
        OptionalInt minInSync,
        Optional<Path> indexDirectory,
        Map<String, String> client) {

    static final Set<String> OPTIONS = Set.of(
            "topic",
            "topics.",
            "partitions",
            "create-topics",
            "replication-factor",
            "min-insync-replicas",
            "index-directory",
            ClientProperties.PREFIX);

    private static final String TOPICS = "topics.";
    private static final int PARTITIONS = 16;
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+)(:(\\d{1,5}))?");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final String EXAMPLE = ", as in kafka://one:9092,two:9092/chat";

    /**
     * Reads the settings.
     *
     * @param faults where every fault is added; the settings are of use only if there was none
     */
    static KafkaSettings read(RealtimeConfig config, List<String> faults) {
        Map<String, String> options = config.options();
        String url = config.url() == null ? "" : config.url();
        String place = url.replaceFirst("^[^:]*:(//)?", "").replaceFirst("(?s)\\?.*$", "");
        if (place.indexOf('@') >= 0) {
            // A password may hold a slash: nothing of the place is shown, not even what looks like a topic.
            faults.add("url: credentials do not belong into a Kafka URL; set kafka.client.sasl.mechanism,"
                    + " kafka.client.sasl.jaas.config and kafka.client.security.protocol");
            place = "none";
        }
        int slash = place.indexOf('/');
        String path = slash < 0 ? "" : place.substring(slash + 1);
        ClientProperties.check(options, faults);
        return new KafkaSettings(
                bootstrap(slash < 0 ? place : place.substring(0, slash), faults),
                topics(path, options, faults),
                number(options, "partitions", 10_000, faults).orElse(PARTITIONS),
                flag(options, "create-topics", faults),
                number(options, "replication-factor", 100, faults),
                number(options, "min-insync-replicas", 100, faults),
                path(options, "index-directory", faults),
                ClientProperties.given(options));
    }

    private static String bootstrap(String addresses, List<String> faults) {
        List<String> all = new ArrayList<>();
        for (String address : addresses.split(",", -1)) {
            var parts = ADDRESS.matcher(address);
            if (!parts.matches()) {
                faults.add(
                        "url: \"" + address + "\" is no address; give host or host:port, several by commas" + EXAMPLE);
            } else if (parts.group(3) != null && !isPort(parts.group(3))) {
                faults.add("url: the port of \"" + address + "\" must be 1 to 65535");
            } else {
                all.add(parts.group(2) == null ? address + ":9092" : address);
            }
        }
        return String.join(",", all);
    }

    private static boolean isPort(String digits) {
        int port = Integer.parseInt(digits);
        return port >= 1 && port <= 65_535;
    }

    private static Map<String, String> topics(String path, Map<String, String> options, List<String> faults) {
        Map<String, String> topics = new TreeMap<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        String named = options.get("topic");
        if (!path.isEmpty() && named != null && !named.equals(path)) {
            faults.add("topic: the URL names the topic " + path + " and the option " + named + "; give one of them");
        }
        topics.put("", !path.isEmpty() ? path : named == null ? "realtime" : named);
        options.forEach((key, value) -> {
            if (key.startsWith(TOPICS)) {
                topics.put(key.substring(TOPICS.length()), value);
            }
        });
        topics.values().forEach(topic -> {
            if (!TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
                faults.add(
                        "topic: \"" + topic + "\" is no topic's name; allowed are 1 to 249 of a-z, A-Z, 0-9, '.', '_'"
                                + " and '-'" + EXAMPLE);
            }
        });
        return topics;
    }

    private static OptionalInt number(Map<String, String> options, String key, int most, List<String> faults) {
        String text = options.get(key);
        if (text == null) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException none) {
            // Told below.
        }
        faults.add(key + ": must be a number from 1 to " + most + ", got \"" + text + "\"");
        return OptionalInt.empty();
    }

    private static Optional<Path> path(Map<String, String> options, String key, List<String> faults) {
        String text = options.get(key);
        try {
            return text == null || text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            faults.add(key + ": must be a directory, got \"" + text + "\"");
            return Optional.empty();
        }
    }

    private static boolean flag(Map<String, String> options, String key, List<String> faults) {
        @Nullable String text = options.get(key);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            faults.add(key + ": must be true or false, got \"" + text + "\"");
        }
        return !"false".equals(text);
    }

    /** The names of the topics, each once. */
    Set<String> topicNames() {
        return new LinkedHashSet<>(topics.values());
    }

    /** The topic of a channel: that of the longest prefix its name starts with. */
    String topicOf(String channel) {
        for (Map.Entry<String, String> candidate : topics.entrySet()) {
            if (channel.startsWith(candidate.getKey())) {
                return candidate.getValue();
            }
        }
        throw new IllegalStateException("No topic for the empty prefix");
    }

    @Override
    public String toString() {
        return "KafkaSettings[" + bootstrap + ", topics=" + topics + ", partitions=" + partitions + "]";
    }
}
