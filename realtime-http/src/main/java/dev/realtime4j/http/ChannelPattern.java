package dev.realtime4j.http;

/**
 * Which channels are meant: one by its name, or with a trailing {@code *} all whose names start so.
 *
 * @param start the name, or how it starts
 * @param open whether more may follow
 */
record ChannelPattern(String start, boolean open) {

    static ChannelPattern of(String text) {
        boolean open = text.endsWith("*");
        String start = open ? text.substring(0, text.length() - 1) : text;
        if (start.indexOf('*') >= 0 || (start.isEmpty() && !open)) {
            throw new IllegalArgumentException(
                    "a channel pattern is a name, or a beginning and a trailing *, got \"" + text + "\"");
        }
        return new ChannelPattern(start, open);
    }

    boolean matches(String channel) {
        return open ? channel.startsWith(start) : channel.equals(start);
    }
}
