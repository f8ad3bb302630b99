package dev.realtime4j.redis;

import dev.realtime4j.RealtimeException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The way to one server: connects, sees that it is one that this library can use, and leaves it knowing the scripts and
 * this process knowing its clock. Safe for any threads.
 */
final class Door {
    private static final Pattern IDENTITY = Pattern.compile("(?:^| )id=(\\d+) addr=(\\S+)");
    private static final Pattern LATE = Pattern.compile("LATE (\\d{1,18})");
    private static final int OLDEST = 7;

    private final Addresses addresses;
    private volatile HostAndPort address;
    private final JedisClientConfig config;
    private final List<Script> scripts;
    private final String mode;
    private final ServerClock clock = new ServerClock();

    /**
     * Makes a way to a server.
     *
     * @param addresses tells where it is
     * @param address where it is supposed to be, for messages
     * @param config how to connect and who we are
     * @param scripts what is to be loaded
     * @param mode what the server must be: {@code standalone} or {@code cluster}
     */
    Door(Addresses addresses, HostAndPort address, JedisClientConfig config, List<Script> scripts, String mode) {
        this.addresses = addresses;
        this.address = address;
        this.config = config;
        this.scripts = scripts;
        this.mode = mode;
    }

    HostAndPort address() {
        return address;
    }

    ServerClock clock() {
        return clock;
    }

    /**
     * Connects.
     *
     * @return a connection on which commands can be sent; it waits for an answer only for the connect timeout, which who
     *     is to wait longer has to change
     * @throws RealtimeException if the server cannot be reached or refuses; names the address and the cause
     */
    Wire open() {
        Wire wire = null;
        HostAndPort told = null;
        try {
            told = addresses.get();
            address = told;
            wire = Wire.connect(told, config);
            wire.setSoTimeout(config.getSocketTimeoutMillis());
            checkServer(wire);
            for (Script script : scripts) {
                ask(wire, new CommandArguments(Command.SCRIPT).add("LOAD").add(script.text()));
            }
            synchronizeClock(ask(wire, new CommandArguments(Command.TIME)));
            return wire;
        } catch (RuntimeException | Error e) { // not only the driver's: after any other one nobody would connect anew
            close(wire);
            if (told != null) {
                addresses.doubt(told);
            }
            throw e instanceof RealtimeException known ? known : Failures.connecting(address, e);
        }
    }

    private static void close(@Nullable Wire wire) {
        if (wire != null) {
            wire.kill();
        }
    }

    private static Object ask(Wire wire, CommandArguments command) {
        Object reply = wire.ask(command);
        if (reply instanceof JedisDataException refused) {
            throw refused;
        }
        return reply;
    }

    private void checkServer(Wire wire) {
        Object reply = ask(wire, new CommandArguments(Command.HELLO));
        String version = Replies.field(reply, "version");
        String found = Replies.field(reply, "mode");
        String role = Replies.field(reply, "role");
        String major = version.substring(0, Math.max(0, version.indexOf('.')));
        if (!major.matches("\\d{1,4}") || Integer.parseInt(major) < OLDEST) {
            throw refused("is version " + version + "; needed is " + OLDEST + ".0 or newer", false);
        }
        if (!found.equals(mode)) {
            String scheme = found.equals("standalone") ? "redis" : "redis-" + found.toLowerCase(Locale.ROOT);
            throw refused("runs in the mode \"" + found + "\": use a URL of the scheme " + scheme + "://", false);
        }
        if (!role.equals("master")) {
            throw refused("is a replica, on which nothing can be stored: give the address of the master", true);
        }
    }

    private RealtimeException refused(String reason, boolean retryable) {
        return new RealtimeException("The Redis server at " + address + " " + reason, null, retryable);
    }

    /** Takes the answer to TIME. */
    void synchronizeClock(@Nullable Object reply) {
        if (reply instanceof List<?> time && time.size() == 2) {
            clock.set(Replies.number(time.get(0)) * 1000 + Replies.number(time.get(1)) / 1000);
        }
    }

    /** What comes too late by its clock tells the time: that clock has stepped ahead, or ours has stepped back. */
    void heed(@Nullable Object reply) {
        if (reply instanceof JedisDataException error) {
            Matcher late = LATE.matcher(String.valueOf(error.getMessage()));
            if (late.matches()) {
                clock.set(Long.parseLong(late.group(1)));
            }
        }
    }

    /** How the server calls a connection, so that it can be told to end it; null if this user may not know. */
    static @Nullable String identity(Wire wire) {
        Object reply = wire.ask(new CommandArguments(Command.CLIENT).add("INFO"));
        if (reply instanceof byte[] text) {
            Matcher matcher = IDENTITY.matcher(Replies.text(text));
            return matcher.find() ? matcher.group(1) + " " + matcher.group(2) : null;
        }
        return null;
    }

    /**
     * Ends another connection of ours, so that nothing written to it is carried out from now on.
     *
     * @param identity its identity; the address is part of it, since a restarted server counts anew
     * @return whether that is certain
     */
    static boolean end(Wire wire, String identity) {
        int space = identity.indexOf(' ');
        Object reply = wire.ask(new CommandArguments(Command.CLIENT)
                .add("KILL")
                .add("ID")
                .add(identity.substring(0, space))
                .add("ADDR")
                .add(identity.substring(space + 1)));
        return reply instanceof Long;
    }
}
