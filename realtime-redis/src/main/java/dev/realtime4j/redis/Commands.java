package dev.realtime4j.redis;

import dev.realtime4j.MessageId;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.ReadRequest.Direction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** Makes the calls of the scripts, for one format. Safe for any threads. */
final class Commands {
    private static final String IDS = "ids.lua";
    private static final Script EMIT = Script.load(IDS, "emit.lua");
    private static final Script EMIT_SHARED = Script.load(IDS, "emit-shared.lua");
    private static final Script READ = Script.load(IDS, "read.lua");
    private static final Script GLANCE = Script.load("glance.lua");

    private static final Argument NOTHING = Argument.of("");

    /** For how long the head of a channel is remembered after its last entry has gone. */
    private static final long HEAD_MILLIS = Duration.ofDays(7).toMillis();

    /** Below it is what the first id of a ms has as its second number. */
    private static final int FIRST_BELOW = 1_000_000;

    private final Keys keys;
    private final boolean shared;
    private final boolean trims;
    private final Script emit;
    private final Argument emitSha;
    /** Of as many retentions as are configured. */
    private final Map<Retention, Limits> limitsOf = new ConcurrentHashMap<>();

    /** What an emit says of a channel's retention: entries, and ms. */
    private record Limits(Argument entries, Argument kept, Argument remembered) {
        static Limits of(Retention retention) {
            long kept = 2 * retention.maxAge().toMillis();
            return new Limits(
                    Argument.of(retention.maxMessages() + 1), Argument.of(kept), Argument.of(kept + HEAD_MILLIS));
        }
    }

    /**
     * Makes them.
     *
     * @param database the number of the database
     * @param publish the command that tells listeners
     */
    Commands(RedisOptions options, int database, String publish) {
        shared = options.format() == Format.UPSTASH;
        trims = options.trims();
        keys = new Keys(options.keyPrefix(), shared, database);
        Script script = shared ? EMIT_SHARED : EMIT;
        emit = Script.of(script.text().replace("'PUBLISH', ", "'" + publish + "', '" + keys.topicPrefix() + "' .. "));
        emitSha = Argument.of(emit.sha());
    }

    /** The scripts that these calls need. */
    List<Script> scripts() {
        return List.of(emit, READ, GLANCE);
    }

    /** The stream of a channel. */
    String stream(String channel) {
        return keys.stream(channel);
    }

    /** The pub/sub channel of a channel; on a cluster it is in the slot of the stream. */
    String topic(String channel) {
        return keys.topicPrefix() + keys.stream(channel);
    }

    /**
     * The call that stores an entry.
     *
     * @param latest until when the server may carry it out: its time in ms since 1970
     */
    CommandArguments emit(String channel, Entry entry, Retention retention, long latest) {
        String stream = keys.stream(channel);
        String key = entry.key();
        Limits limits = limitsOf.computeIfAbsent(retention, Limits::of);
        CommandArguments command = new CommandArguments(Command.EVALSHA)
                .add(emitSha)
                .add(Argument.of((shared ? 1 : 2) + (key == null ? 0 : 1)))
                .add(Argument.of(stream));
        if (!shared) {
            command.add(Argument.of(keys.marker(stream)));
        }
        if (key != null) {
            command.add(Argument.of(keys.once(stream, key)));
        }
        command.add(Argument.of(EntryCodec.quoted(entry.event())))
                .add(Argument.of(entry.json()))
                .add(Argument.of(latest))
                .add(trims ? limits.entries : NOTHING)
                .add(trims ? limits.kept : NOTHING);
        if (!shared) {
            command.add(limits.remembered);
        }
        command.add(Argument.of(EntryCodec.quoted(channel)));
        return shared
                ? command
                : command.add(Argument.of(ThreadLocalRandom.current().nextInt(FIRST_BELOW)));
    }

    /**
     * The call that reads a page.
     *
     * @param before what is known to come before the cursor in its log, the newest first
     */
    CommandArguments read(String channel, ReadRequest read, Retention retention, List<MessageId> before) {
        String stream = keys.stream(channel);
        MessageId cursor = read.cursor();
        boolean forward = read.direction() == Direction.FORWARD;
        // Before the beginning there is nothing; a page of nothing still tells the head.
        boolean nothing = !forward && cursor != null && cursor.equals(MessageId.BEGINNING);
        CommandArguments command = new CommandArguments(Command.EVALSHA)
                .add(READ.sha())
                .add(shared ? 1 : 2)
                .add(stream);
        if (!shared) {
            command.add(keys.marker(stream));
        }
        command.add(forward ? "forward" : "backward")
                .add(cursor == null ? "" : cursor.toString())
                .add(read.fromMillis() > 0 ? Long.toString(read.fromMillis()) : "")
                .add(nothing ? 0 : read.limit())
                .add(Math.max(1, read.maxBytes()))
                .add(retention.maxMessages());
        before.forEach(id -> command.add(id.toString()));
        return command;
    }

    /** The call that tells the newest entries of streams that are on one server. */
    CommandArguments glance(List<String> streams) {
        CommandArguments command =
                new CommandArguments(Command.EVALSHA).add(GLANCE.sha()).add(2 * streams.size());
        streams.forEach(stream -> command.add(keys.marker(stream)));
        streams.forEach(command::add);
        return command;
    }
}
