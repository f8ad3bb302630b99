package dev.realtime4j.redis;

/**
 * How a channel's data is called in Redis: its stream (which is also the name of its pub/sub channel), the marker of its
 * head, and its idempotency keys.
 *
 * <p>All keys of a channel lie in one hash slot of a cluster, whose rule about braces a name must not trip over: braces in
 * it are percent-encoded, and so is the percent sign, so that different names stay different. The keys beside the stream
 * start with a brace, which no stream of this prefix does.
 */
final class Keys {
    private final String prefix;
    private final boolean shared;

    /**
     * Makes the naming rule.
     *
     * @param prefix what every key starts with; without braces
     * @param shared whether names are written as they are, since other applications know the streams by them
     */
    Keys(String prefix, boolean shared) {
        this.prefix = prefix;
        this.shared = shared;
    }

    String stream(String channel) {
        return prefix + (shared ? channel : escaped(channel));
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
