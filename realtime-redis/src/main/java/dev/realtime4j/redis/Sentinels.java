package dev.realtime4j.redis;

import dev.realtime4j.RealtimeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** Where the master is, by the word of Sentinels: the first that can be asked and knows it. Safe for any threads. */
final class Sentinels implements Addresses {
    private final List<HostAndPort> sentinels;
    private final JedisClientConfig config;
    private final String master;
    /** The one that told it last: one that has gone without a word takes as long to be asked as it may. */
    private int first;
    /** What that one told, as long as it was not in vain. */
    private @Nullable HostAndPort told;

    Sentinels(List<HostAndPort> sentinels, JedisClientConfig config, String master) {
        this.sentinels = List.copyOf(sentinels);
        this.config = SlotTellers.brief(config, sentinels.size());
        this.master = master;
    }

    /**
     * Asks.
     *
     * @return the master's address
     * @throws RealtimeException if no Sentinel can be reached and knows it
     */
    @Override
    public HostAndPort get() {
        List<String> reasons = new ArrayList<>();
        RuntimeException last = null;
        boolean retryable = false;
        int start = first();
        for (int i = 0; i < sentinels.size(); i++) {
            int next = (start + i) % sentinels.size();
            HostAndPort sentinel = sentinels.get(next);
            try {
                HostAndPort address = ask(sentinel);
                if (address != null) {
                    tells(next, address);
                    return address;
                }
                reasons.add(sentinel + " knows no master \"" + master + "\": check redis.master");
                retryable = true;
            } catch (RuntimeException e) { // also of one that answers what no Sentinel does
                reasons.add(sentinel + ": " + e.getMessage());
                last = e;
                retryable |= Failures.isRetryable(e);
            }
        }
        throw new RealtimeException("No Sentinel tells the address of the Redis master: " + reasons, last, retryable);
    }

    private synchronized int first() {
        return first;
    }

    private synchronized void tells(int sentinel, HostAndPort address) {
        first = sentinel;
        told = address;
    }

    /** One that is cut off from the others goes on naming a master that is gone: the next one is asked first. */
    @Override
    public synchronized void doubt(HostAndPort address) {
        if (address.equals(told)) { // of several who found it in vain only the first one says something new
            first = (first + 1) % sentinels.size();
            told = null;
        }
    }

    private @Nullable HostAndPort ask(HostAndPort sentinel) {
        Wire wire = Wire.connect(sentinel, config);
        try {
            Object reply = wire.ask(new CommandArguments(Command.SENTINEL)
                    .add("GET-MASTER-ADDR-BY-NAME")
                    .add(master));
            if (reply instanceof JedisDataException refused) {
                throw refused;
            }
            return reply instanceof List<?> address && address.size() == 2
                    ? new HostAndPort(Replies.text(address.get(0)), (int) Replies.number(address.get(1)))
                    : null;
        } finally {
            wire.kill();
        }
    }
}
