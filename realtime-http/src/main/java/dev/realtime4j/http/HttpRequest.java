package dev.realtime4j.http;

import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A request as an adapter hands it over. All but {@link #body} may be asked by any thread until the response has been
 * started.
 */
public interface HttpRequest {

    /**
     * The method.
     *
     * @return as it was sent, in capitals for all that are known
     */
    String method();

    /**
     * The path below the server's root.
     *
     * @return as it was sent, with its percent escapes and without the query; starts with a slash
     */
    String path();

    /**
     * The query.
     *
     * @return as it was sent, without the question mark; null if there is none
     */
    @Nullable
    String query();

    /**
     * The values of a header.
     *
     * @param name the header's name, in any case
     * @return one for each line; empty if there is none
     */
    List<String> headers(String name);

    /**
     * The value of a header that is sent once.
     *
     * @param name the header's name, in any case
     * @return the first value, or null
     */
    default @Nullable String header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /**
     * The address that the connection comes from; behind a proxy, the proxy's.
     *
     * @return an address without a port
     */
    String remoteAddress();

    /**
     * Who sent it, where the server has found that out.
     *
     * @return null if it has not
     */
    default @Nullable Principal principal() {
        return null;
    }

    /**
     * The server's own request, for an {@link Access} that needs more than is told here.
     *
     * @param type the class of the server's request
     * @param <T> that class
     * @return empty if the server's request is of another class
     */
    default <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }

    /**
     * Reads the body; to be called at most once.
     *
     * @param maxBytes the most that will be read
     * @return the body; fails with a {@link BodyTooLargeException} if it is longer, and with another exception if the
     *     client is gone
     */
    CompletionStage<byte[]> body(int maxBytes);
}
