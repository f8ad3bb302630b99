package dev.realtime4j.benchmarks.redis;

import java.util.concurrent.Semaphore;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;

/** The least that there is to do: one thread writes to a connection and flushes now and then, another one reads. */
final class DuplexEmitter implements Emitter {
    private static final int WINDOW = 2048;
    private static final int BATCH = 64;

    private final Target target;
    private final Duplex connection;

    DuplexEmitter(Target target) {
        this.target = target;
        connection = new Duplex(target);
    }

    @Override
    public void emit(int count, int channels) throws Exception {
        Semaphore room = new Semaphore(WINDOW);
        Thread reader = new Thread(() -> {
            for (int i = 0; i < count; i++) {
                connection.read();
                room.release();
            }
        });
        reader.start();
        for (int i = 0; i < count; i++) {
            if (!room.tryAcquire()) {
                connection.send();
                room.acquire();
            }
            connection.write(target.emit(i % channels));
            if (i % BATCH == BATCH - 1) {
                connection.send();
            }
        }
        connection.send();
        reader.join();
    }

    @Override
    public void close() {
        connection.close();
    }

    /** A connection that is written by one thread and read by another. */
    static final class Duplex extends Connection {
        Duplex(Target target) {
            super(new HostAndPort(target.host(), target.port()), Target.CLIENT);
        }

        void write(CommandArguments command) {
            sendCommand(command);
        }

        void send() {
            flush();
        }

        Object read() {
            return getUnflushedObject();
        }
    }
}
