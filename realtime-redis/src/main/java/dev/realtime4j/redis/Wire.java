package dev.realtime4j.redis;

import java.io.IOException;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * A connection of the driver, one direction of which is used by one thread and the other by another. It is authenticated
 * when it is made, and once it is closed it stays so: the driver would connect anew by itself, without credentials.
 */
final class Wire extends Connection {
    private final boolean established;

    private Wire(HostAndPort address, JedisClientConfig config) {
        super(address, config);
        established = true;
    }

    /**
     * Connects.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if that fails or the server refuses
     */
    static Wire connect(HostAndPort address, JedisClientConfig config) {
        return new Wire(address, config);
    }

    /** Connects and greets; the driver closes its socket only after exceptions of its own. */
    @Override
    protected void initializeFromClientConfig(JedisClientConfig config) {
        try {
            super.initializeFromClientConfig(config);
        } catch (JedisException refused) {
            throw refused;
        } catch (IllegalStateException | ClassCastException strange) {
            kill();
            throw new JedisConnectionException("What answers does not speak as Redis does", strange);
        } catch (RuntimeException e) {
            kill();
            throw e;
        }
    }

    @Override
    public void connect() {
        if (established && !isConnected()) {
            throw new JedisConnectionException("The connection is closed");
        }
        super.connect();
    }

    /** Every reply, those that greet as well: the driver throws more than its own exceptions at what is none. */
    @Override
    protected Object protocolRead(RedisInputStream in, PushConsumerChain pushes) {
        try {
            return super.protocolRead(in, pushes);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException garbled) {
            throw new JedisConnectionException("What was answered is not what Redis answers", garbled);
        } catch (OutOfMemoryError large) { // said by others, or garbage that begins with a length
            throw new JedisConnectionException("What was answered is too large for the memory of this JVM", large);
        }
    }

    /** Buffers a command; for the writing thread. */
    void write(CommandArguments command) {
        sendCommand(command);
    }

    /** Sends what is buffered; for the writing thread. */
    void send() {
        flush();
    }

    /** Waits for the next reply; an error reply is given as its exception. For the reading thread. */
    Object read() {
        try {
            return getUnflushedObject();
        } catch (JedisDataException refused) {
            return refused;
        }
    }

    /** Sends a command and waits for its reply; only while nobody else uses the connection. */
    Object ask(CommandArguments command) {
        write(command);
        send();
        return read();
    }

    /** Makes every call of both threads fail at once. Idempotent; for any thread. */
    void kill() {
        try {
            setBroken();
            forceDisconnect();
        } catch (IOException e) {
            // It is as good as closed.
        }
    }
}
