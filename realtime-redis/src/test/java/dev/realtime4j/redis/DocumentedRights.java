package dev.realtime4j.redis;

import dev.realtime4j.tck.broker.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rights of a user as docs/redis.md lists them. */
final class DocumentedRights {
    private static final Pattern STANDALONE =
            Pattern.compile("```\\nACL SETUSER (\\S+) on >(\\S+) (resetkeys[^`]*)```");
    private static final Pattern CLUSTER = Pattern.compile("On a cluster also `([^`]*)`");

    private DocumentedRights() {}

    /** Makes the user on a server; gives the credentials as they stand in a URL. */
    static String grant(RedisServer server, boolean cluster) {
        String text;
        try {
            text = Files.readString(Path.of("..", "docs", "redis.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Matcher user = found(STANDALONE, text);
        List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", user.group(1), "on", ">" + user.group(2)));
        command.addAll(List.of(user.group(3).strip().split("\\s+")));
        if (cluster) {
            command.addAll(List.of(found(CLUSTER, text).group(1).split("\\s+")));
        }
        server.call(command.toArray(String[]::new));
        return user.group(1) + ":" + user.group(2);
    }

    private static Matcher found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("docs/redis.md does not list the rights in this way any more: " + pattern);
        }
        return matcher;
    }
}
