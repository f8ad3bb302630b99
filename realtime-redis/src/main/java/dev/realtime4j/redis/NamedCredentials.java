package dev.realtime4j.redis;

import java.util.function.Supplier;
import redis.clients.jedis.RedisCredentials;
import redis.clients.jedis.RedisCredentialsProvider;
import redis.clients.jedis.exceptions.JedisException;

/** An application's own credentials, whose failures name them: they are no fault of the server that is connected to. */
final class NamedCredentials implements RedisCredentialsProvider {
    private final Supplier<RedisCredentials> own;

    NamedCredentials(Supplier<RedisCredentials> own) {
        this.own = own;
    }

    @Override
    public void prepare() {
        if (own instanceof RedisCredentialsProvider provider) {
            naming(() -> {
                provider.prepare();
                return true;
            });
        }
    }

    @Override
    public RedisCredentials get() {
        return naming(own);
    }

    @Override
    public void cleanUp() {
        if (own instanceof RedisCredentialsProvider provider) {
            naming(() -> {
                provider.cleanUp();
                return true;
            });
        }
    }

    private static <T> T naming(Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error e) { // whatever it is, it must not end the thread that connects
            throw new JedisException("the credentials provider fails", e);
        }
    }
}
