package dev.realtime4j.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What somebody may do with which channels.
 *
 * @param channels the channels, by what may be done with them
 */
record Grants(Map<Access.Action, List<ChannelPattern>> channels) {

    boolean allow(Access.Attempt attempt) {
        List<ChannelPattern> patterns = channels.getOrDefault(attempt.action(), List.of());
        return attempt.channels().stream()
                .allMatch(channel -> patterns.stream().anyMatch(pattern -> pattern.matches(channel)));
    }

    Decision decide(Access.Attempt attempt, String user) {
        return allow(attempt)
                ? Decision.allow().user(user)
                : Decision.deny(
                        403,
                        "Not allowed: to " + attempt.action().name().toLowerCase(Locale.ROOT) + " on "
                                + String.join(", ", attempt.channels()));
    }
}
