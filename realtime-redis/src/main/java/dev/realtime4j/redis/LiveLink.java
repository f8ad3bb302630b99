package dev.realtime4j.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The writing side of one life of a {@link LiveConnection}: subscriptions are written in the order in which they are wished,
 * many in one command where the server allows that, and matched with what the server confirms.
 *
 * <p>Everything but {@link #write} is called under the lock of the live connection.
 */
final class LiveLink {
    private static final Logger LOG = LoggerFactory.getLogger(LiveLink.class);
    private static final int BATCH = 1000;

    private final Wire wire;
    private final Object lock;
    private final Executor writers;
    private final boolean sharded;
    private final ArrayDeque<Wish> wishes = new ArrayDeque<>();
    /** By command, in the order of the writes. */
    private final ArrayDeque<List<Wish>> unconfirmed = new ArrayDeque<>();
    /** How many of the first command are. */
    private int confirmed;

    private final long since = System.nanoTime();
    private boolean writing;
    private boolean pingDue;

    /**
     * Makes a link of an established connection.
     *
     * @param sharded whether each channel has a slot of its own, so that no command takes more than one
     */
    LiveLink(Wire wire, Object lock, Executor writers, boolean sharded) {
        this.wire = wire;
        this.lock = lock;
        this.writers = writers;
        this.sharded = sharded;
    }

    Wire wire() {
        return wire;
    }

    /** The {@link System#nanoTime} at which the connection was there. */
    long since() {
        return since;
    }

    void wish(Wish wish) {
        wishes.add(sharded ? wish.byItself() : wish);
        writeSoon();
    }

    /** Pings, and writes what is left where there was no thread to be had for it. */
    void tick(boolean ping) {
        pingDue |= ping;
        if (pingDue || !wishes.isEmpty()) {
            writeSoon();
        }
    }

    private void writeSoon() {
        if (!writing) {
            writing = true;
            try {
                writers.execute(this::write);
            } catch (RejectedExecutionException | Error none) { // closed, or the system has no thread left for a while
                writing = false;
                LOG.debug("There is no thread to write to Redis", none);
            }
        }
    }

    private void write() {
        try {
            List<CommandArguments> commands = next();
            while (!commands.isEmpty()) {
                commands.forEach(wire::write);
                wire.send();
                commands = next();
            }
        } catch (JedisException broken) {
            wire.kill();
        }
    }

    /** What to write now; after nothing this is called by nobody until something is wished. */
    private List<CommandArguments> next() {
        List<CommandArguments> commands = new ArrayList<>();
        synchronized (lock) {
            for (int i = 0; i < BATCH && !wishes.isEmpty(); ) {
                List<Wish> group = group(BATCH - i);
                i += group.size();
                unconfirmed.add(group);
                CommandArguments command =
                        new CommandArguments(command(group.get(0).listen()));
                group.forEach(wish -> command.add(wish.topic().name()));
                commands.add(command);
            }
            if (pingDue) {
                pingDue = false;
                commands.add(new CommandArguments(Command.PING));
            }
            writing = !commands.isEmpty();
        }
        return commands;
    }

    private List<Wish> group(int most) {
        List<Wish> group = new ArrayList<>();
        Wish next = wishes.peek();
        while (next != null
                && group.size() < most
                && (group.isEmpty() || group.get(0).goesWith(next))) {
            group.add(wishes.remove());
            next = wishes.peek();
        }
        return group;
    }

    private Command command(boolean listen) {
        if (sharded) {
            return listen ? Command.SSUBSCRIBE : Command.SUNSUBSCRIBE;
        }
        return listen ? Command.SUBSCRIBE : Command.UNSUBSCRIBE;
    }

    /**
     * The wish that the server has confirmed: the next one, since it does so in the order of the commands.
     *
     * @return the wish; null if the server says so by itself
     */
    @Nullable
    Wish confirm(boolean listen, String name) {
        List<Wish> group = unconfirmed.peek();
        if (group == null
                || group.get(confirmed).listen() != listen
                || !group.get(confirmed).topic().name().equals(name)) {
            return null;
        }
        Wish wish = group.get(confirmed++);
        if (confirmed == group.size()) {
            unconfirmed.remove();
            confirmed = 0;
        }
        return wish;
    }

    /**
     * The next command was refused as a whole. If it named several topics, each is tried by itself.
     *
     * @return the one wish that the server does not fulfil; null if that is not known yet
     */
    @Nullable
    Wish refused() {
        List<Wish> group = unconfirmed.poll();
        confirmed = 0;
        if (group == null) {
            return null;
        }
        if (group.size() == 1) {
            return group.get(0);
        }
        group.forEach(wish -> wish(wish.byItself()));
        return null;
    }
}
