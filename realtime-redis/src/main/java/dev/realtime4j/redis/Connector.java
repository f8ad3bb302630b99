package dev.realtime4j.redis;

import dev.realtime4j.RealtimeConfig;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisCredentials;
import redis.clients.jedis.SslOptions;

/** Makes of a configuration the ways to the servers that it names. Immutable. */
final class Connector {
    private static final Duration SHARED_RECHECK = Duration.ofSeconds(5);
    private static final Duration FAILOVER_RECHECK = Duration.ofSeconds(10);
    private static final String STANDALONE = "standalone";
    private static final String ONLY_ZERO =
            "only database 0 can be shared with other applications, since what they publish names no database";

    private final RealtimeConfig.Timeouts timeouts;
    private final RedisUrl url;
    private final RedisOptions options;
    private final @Nullable JedisClientConfig own;

    /**
     * Checks a configuration.
     *
     * @param own what the application says of user, password and encryption, instead of the URL; or null
     * @throws IllegalArgumentException if there is no URL, or the URL or an option is wrong; all faults are named
     */
    Connector(RealtimeConfig config, @Nullable JedisClientConfig own) {
        List<String> faults = faults(config);
        String text = config.url();
        if (text == null) {
            faults.add("url: is needed, as in redis://localhost:6379");
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
        timeouts = config.timeouts();
        url = RedisUrl.parse(String.valueOf(text), faults);
        options = RedisOptions.of(config.options());
        this.own = own;
        if (own != null && own.getDatabase() != 0 && options.format() == Format.UPSTASH) {
            throw new IllegalArgumentException("redis.format: " + ONLY_ZERO);
        }
    }

    /** The faults of a configuration, without any I/O. */
    static List<String> faults(RealtimeConfig config) {
        List<String> faults = new ArrayList<>(RedisOptions.faults(config.options()));
        String text = config.url();
        if (text != null) {
            RedisUrl url = RedisUrl.parse(text, faults);
            boolean shared = RedisOptions.of(config.options()).format() == Format.UPSTASH;
            if (shared && url.mode() == RedisUrl.Mode.CLUSTER) {
                faults.add("redis.format: streams of a cluster cannot be shared with other applications");
            }
            if (shared && url.database() != 0) {
                faults.add("redis.format: " + ONLY_ZERO);
            }
        }
        return faults;
    }

    RedisOptions options() {
        return options;
    }

    /** The calls of the scripts for these servers. */
    Commands commands() {
        int database = own == null ? url.database() : own.getDatabase();
        return new Commands(options, database, url.mode() == RedisUrl.Mode.CLUSTER ? "SPUBLISH" : "PUBLISH");
    }

    /** The servers; nothing is connected yet. */
    Topology topology(Commands commands, Executor writers) {
        JedisClientConfig client = own == null ? client(url.user(), url.password(), url.database()) : adapted(own);
        HostAndPort first = url.addresses().get(0);
        Addresses address = switch (url.mode()) {
            case STANDALONE -> () -> first;
            case SENTINEL -> new Sentinels(url.addresses(), sentinels(), options.master());
            case CLUSTER -> null;
        };
        if (address == null) {
            return new Cluster(url.addresses(), client, commands.scripts(), writers, timeouts.request());
        }
        Door door = new Door(address, first, client, commands.scripts(), STANDALONE);
        return new SingleServer(new Node(door, writers, timeouts.request(), recheck()), commands);
    }

    /**
     * Other applications may store an entry and never tell, and an old master may keep our connection while a new one takes
     * its place; what the own script tells on a server that stays the master is never lost.
     */
    private Duration recheck() {
        if (options.format() == Format.UPSTASH) {
            return SHARED_RECHECK;
        }
        return url.mode() == RedisUrl.Mode.SENTINEL ? FAILOVER_RECHECK : Duration.ZERO;
    }

    private JedisClientConfig client(@Nullable String user, @Nullable String password, int database) {
        DefaultJedisClientConfig.Builder builder =
                DefaultJedisClientConfig.builder().database(database);
        if (url.tls()) {
            builder.sslOptions(tls());
        }
        if (password != null) {
            builder.credentials(new DefaultRedisCredentials(user, password));
        }
        return adapted(builder.build());
    }

    /** Sentinels have a password of their own; encrypted they are connected to as the servers are. */
    private JedisClientConfig sentinels() {
        JedisClientConfig alike = client(null, options.sentinelPassword(), 0);
        if (own == null || !url.tls() || (!own.isSsl() && own.getSslOptions() == null)) {
            return alike;
        }
        return adapted(DefaultJedisClientConfig.builder()
                .from(own)
                .authXManager(null)
                .credentialsProvider(alike.getCredentialsProvider())
                .database(0)
                .build());
    }

    private JedisClientConfig adapted(JedisClientConfig client) {
        int connect = (int) timeouts.connect().toMillis();
        Supplier<RedisCredentials> credentials = client.getCredentialsProvider();
        return DefaultJedisClientConfig.builder()
                .from(client)
                .credentialsProvider(credentials == null ? null : new NamedCredentials(credentials))
                .connectionTimeoutMillis(connect)
                .socketTimeoutMillis(connect)
                .resp2()
                .autoNegotiateProtocol(false)
                .clientName("realtime")
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .build();
    }

    private SslOptions tls() {
        if (options.truststore() == null) {
            return SslOptions.defaults();
        }
        String password = options.truststorePassword();
        return SslOptions.builder()
                .truststore(new File(options.truststore()), password == null ? new char[0] : password.toCharArray())
                .build();
    }
}
