package dev.realtime4j.nats;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The channels that share a retention, and so a stream: all whose names start with the prefix, unless a longer prefix is
 * configured. Subjects of two streams must not overlap, so each group has a token of its own in its subjects.
 *
 * @param prefix the start of the channels' names
 * @param stream the name of the stream
 * @param subjects what the subjects of its channels start with, a dot at its end
 * @param live what the subjects start with that the stream republishes to
 * @param retention how much is shown
 */
record Group(String prefix, String stream, String subjects, String live, Retention retention) {
    /** Idempotency keys hold for two minutes (Rule E6), and a stream must keep messages at least as long as keys. */
    static final Duration KEYS = Duration.ofMinutes(2);

    private static final int LONGEST_STREAM = 255;

    /** All groups of a configuration, longest prefix first; the last takes every channel. */
    static List<Group> of(RealtimeConfig config, String root) {
        List<Group> groups = new ArrayList<>();
        config.retentions().forEach((prefix, retention) -> {
            if (!prefix.isEmpty()) {
                groups.add(of(prefix, retention, root));
            }
        });
        groups.add(of("", config.retentions().getOrDefault("", Retention.DEFAULT), root));
        return List.copyOf(groups);
    }

    private static Group of(String prefix, Retention retention, String root) {
        String token = prefix.isEmpty() ? "all" : "p-" + Token.of(prefix);
        return new Group(
                prefix, root + "_" + token, root + "." + token + ".", root + ".live." + token + ".", retention);
    }

    /** Whether a server can have a stream of that name. */
    boolean hasValidName() {
        return stream.length() <= LONGEST_STREAM;
    }

    String subject(String channel) {
        return subjects + Token.of(channel);
    }

    /** How many messages of a channel the stream keeps: one more than is shown (Rule R4). */
    long keptMessages() {
        return retention.maxMessages() + 1;
    }

    /** How long the stream keeps messages: twice as long as they are shown (Rule R4). */
    Duration keptAge() {
        Duration twice = retention.maxAge().multipliedBy(2);
        return twice.compareTo(KEYS) < 0 ? KEYS : twice;
    }
}
