package dev.realtime4j.chaos.fault;

import dev.realtime4j.MessageId;
import dev.realtime4j.chaos.work.Auditor;
import dev.realtime4j.tck.broker.RedisServer;
import java.util.List;
import java.util.function.Function;

/** What can be done to what a Redis server keeps, while it serves. */
final class RedisFaults {
    private static final String CHANNEL = "many-b";

    private final Function<String, RedisServer> master;

    /** Takes who has a key. */
    RedisFaults(Function<String, RedisServer> master) {
        this.master = master;
    }

    /** The stream of one of the run's channels. */
    static String stream(String channel) {
        return "rt:" + channel;
    }

    List<Fault> all(Auditor auditor) {
        return List.of(
                Trims.of(CHANNEL, auditor, this::trim),
                new Fault("foreign records", blow -> plant()),
                new Fault("full memory", this::fill));
    }

    private void trim(String channel, MessageId upTo) {
        String next = new MessageId(upTo.major(), upTo.minor() + 1).toString();
        master.apply(stream(channel)).call("XTRIM", stream(channel), "MINID", "=", next);
    }

    /** Records of somebody else, who knows neither the fields nor that there is a head. */
    private void plant() {
        String stream = stream(CHANNEL);
        RedisServer server = master.apply(stream);
        server.call("XADD", stream, "*", "hello", "world");
        server.call("XADD", stream, "*", "event", "\"e\"", "data", "{bad", "prev", "0-0");
        server.call("PUBLISH", stream, "not ours");
    }

    /** Writes are refused, reads are not. */
    private void fill(Blow blow) {
        RedisServer server = master.apply(stream(CHANNEL));
        server.call("CONFIG", "SET", "maxmemory", "1");
        try {
            blow.hold();
        } finally {
            server.call("CONFIG", "SET", "maxmemory", "0");
        }
    }
}
