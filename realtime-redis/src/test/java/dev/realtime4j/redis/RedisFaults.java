package dev.realtime4j.redis;

import dev.realtime4j.MessageId;
import dev.realtime4j.tck.Faults;
import dev.realtime4j.tck.broker.RedisServer;
import java.util.List;
import java.util.Set;

/** Faults of a real server: it is killed, its connections are cut, its data is changed behind the back of its clients. */
final class RedisFaults implements Faults {
    private static final String LOSE_TAIL = """
            local entries = redis.call('XRANGE', KEYS[1], '-', '+')
            local left = #entries - tonumber(ARGV[1])
            redis.call('DEL', KEYS[1])
            for i = 1, left do
              redis.call('XADD', KEYS[1], entries[i][1], unpack(entries[i][2]))
            end
            local marker = redis.call('GET', KEYS[2])
            redis.call('SET', KEYS[2], entries[left][1] .. string.match(marker, ' .*'))
            """;

    private final RedisServer server;
    private final Keys keys = new Keys("rt:", false, 0);

    RedisFaults(RedisServer server) {
        this.server = server;
    }

    @Override
    public Set<Kind> offered() {
        return Set.of(Kind.CUT, Kind.OUTAGE, Kind.RESTART, Kind.TRIM, Kind.LOSE_TAIL, Kind.RECREATE, Kind.FOREIGN_DATA);
    }

    void cutAll() {
        server.call("CLIENT", "KILL", "TYPE", "pubsub");
        server.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    }

    @Override
    public void cut(Runnable meanwhile) {
        cutAll();
        meanwhile.run();
    }

    @Override
    public void outage(Runnable during) {
        server.kill();
        try {
            during.run();
        } finally {
            server.start();
        }
    }

    @Override
    public void restart() {
        server.kill();
        server.start();
    }

    @Override
    public void trim(String channel, MessageId upTo) {
        server.call(
                "XTRIM", keys.stream(channel), "MINID", "=", new MessageId(upTo.major(), upTo.minor() + 1).toString());
    }

    @Override
    public void loseTail(String channel, int count) {
        String stream = keys.stream(channel);
        server.call("EVAL", LOSE_TAIL, "2", stream, keys.marker(stream), Integer.toString(count));
        cutAll();
    }

    @Override
    public void recreate() {
        server.call("FLUSHALL");
        cutAll();
    }

    @Override
    public void plantForeignData(String channel) {
        String stream = keys.stream(channel);
        for (List<String> fields : List.of(
                List.of("hello", "world"),
                List.of("event", "\"e\"", "data", "1"),
                List.of("event", "\"e\"", "data", "{bad", "prev", "0-0"),
                List.of("event", "e", "data", "1", "prev", "0-0"),
                List.of("event", "\"e\"", "data", "1", "prev", "never"))) {
            String[] command = new String[3 + fields.size()];
            command[0] = "XADD";
            command[1] = stream;
            command[2] = "*";
            for (int i = 0; i < fields.size(); i++) {
                command[3 + i] = fields.get(i);
            }
            server.call(command);
        }
        server.call("PUBLISH", stream, "not ours");
        server.call("PUBLISH", stream, "{\"id\":\"1-1\",\"prev\":\"x\",\"event\":\"e\",\"channel\":\"c\",\"data\":1}");
    }
}
