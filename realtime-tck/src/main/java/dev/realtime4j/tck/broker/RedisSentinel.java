package dev.realtime4j.tck.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One Redis Sentinel that watches a master and fails over to its replica after three seconds: a busy machine makes a
 * healthy master silent for one.
 */
public final class RedisSentinel implements AutoCloseable {
    private final BrokerProcess process;

    private RedisSentinel(BrokerProcess process) {
        this.process = process;
    }

    /**
     * Launches a Sentinel that decides alone.
     *
     * @param name what it calls the master
     * @param master the master; it learns of the replicas from it
     * @return the running Sentinel
     * @throws IllegalStateException if there is no {@code redis-server} or it cannot be used
     */
    public static RedisSentinel launch(String name, RedisServer master) {
        String executable =
                BrokerProcess.executable("redis-server", "apt-get install redis-server, version 7 or newer");
        Path directory = BrokerProcess.newDirectory("sentinel");
        Path file = directory.resolve("sentinel.conf");
        int port = FreePorts.find(1).get(0);
        try {
            Files.write(
                    file,
                    List.of(
                            "port " + port,
                            "bind 127.0.0.1",
                            "dir " + directory,
                            "sentinel monitor " + name + " " + master.host() + " " + master.port() + " 1",
                            "sentinel down-after-milliseconds " + name + " 3000",
                            "sentinel failover-timeout " + name + " 5000"));
        } catch (IOException e) {
            throw new UncheckedIOException("The Sentinel cannot be configured", e);
        }
        return new RedisSentinel(BrokerProcess.launch(
                "Redis Sentinel",
                List.of(executable, file.toString(), "--sentinel"),
                port,
                directory,
                at -> RedisServer.call(at, "SENTINEL", "REPLICAS", name).contains("slave")));
    }

    /**
     * How clients name it.
     *
     * @return a URL without the name of the master
     */
    public String url() {
        return "redis-sentinel://" + process.host() + ":" + process.port();
    }

    /** Ends it. */
    @Override
    public void close() {
        process.close();
    }
}
