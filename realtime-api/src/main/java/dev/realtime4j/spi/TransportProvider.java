package dev.realtime4j.spi;

import dev.realtime4j.RealtimeConfig;
import java.util.List;
import java.util.Set;

/**
 * Makes the transport for the URL schemes of a backend; found by {@link java.util.ServiceLoader}.
 *
 * <p>Needs a public constructor without arguments. Two providers that name the same scheme are an error when that scheme
 * is used: the order on the class path never decides.
 */
public interface TransportProvider {

    /**
     * The backend's name: what its options start with in a configuration file, such as {@code redis} in {@code
     * redis.key-prefix}.
     *
     * @return a name of lower-case letters and digits
     */
    String name();

    /**
     * The URL schemes that select this provider.
     *
     * @return schemes in lower case, without colon
     */
    Set<String> schemes();

    /**
     * The options that this backend understands, without its name in front. One that ends in {@code .} stands for all
     * keys that start with it. Any other key is a fault of the configuration (Rule F3).
     *
     * @return option names in lower case
     */
    Set<String> options();

    /**
     * Checks the URL and the options without any I/O (Rule F3).
     *
     * @param config the configuration
     * @return every fault found, each a sentence that names the key and what is allowed; empty if all is well
     */
    default List<String> check(RealtimeConfig config) {
        return List.of();
    }

    /**
     * Connects.
     *
     * @param config the checked configuration; {@link RealtimeConfig#options()} has this backend's options without its
     *     name in front
     * @return a transport that is ready for use
     * @throws dev.realtime4j.RealtimeException within the connect timeout if the backend cannot be reached or refuses,
     *     naming the address and the cause, credentials masked (Rule F1)
     */
    Transport open(RealtimeConfig config);
}
