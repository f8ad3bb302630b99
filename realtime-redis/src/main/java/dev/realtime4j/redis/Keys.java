package dev.realtime4j.redis;

/**
 * How a channel's data is called in Redis: its stream, the pub/sub channel on which it is told, the marker of its head, and
 * its idempotency keys.
 *
 * <p>All keys of a channel lie in one hash slot of a cluster, whose rule about braces a name must not trip over: braces in
 * it are percent-encoded, and so is the percent sign, so that different names stay different. The keys beside the stream
 * start with a brace, which no stream of this prefix does. The pub/sub channel has the stream's name; since Redis has one
 * set of these for all its databases, the number of the database goes before it, unless that is 0.
 */
final class Keys {
    private final String prefix;
    private final boolean shared;
    private final int database;

    /**
     * Makes the naming rule.
     *
     * @param prefix what every key starts with; without braces
     * @param shared whether names are written as they are, since other applications know the streams by them
     * @param database the number of the database
     */
    Keys(String prefix, boolean shared, int database) {
        this.prefix = prefix;
        this.shared = shared;
        this.database = database;
    }

    String stream(String channel) {
        return prefix + (shared ? channel : escaped(channel));
    }

    /** What goes before the name of a stream in that of its pub/sub channel. */
    String topicPrefix() {
        return database == 0 ? "" : "{" + database + "}";
    }

    String marker(String stream) {
        return "{" + stream + "}:head";
    }

    /** No name of a channel holds a control character, so in a shared Redis this is nobody's stream. */
    String once(String stream, String key) {
        return shared ? prefix + "\u0001once:" + stream + "\u0001" + key : "{" + stream + "}:once:" + key;
    }

    private static String escaped(String channel) {
        if (channel.indexOf('{') < 0 && channel.indexOf('}') < 0 && channel.indexOf('%') < 0) {
            return channel;
        }
        return channel.replace("%", "%25").replace("{", "%7B").replace("}", "%7D");
    }
}
