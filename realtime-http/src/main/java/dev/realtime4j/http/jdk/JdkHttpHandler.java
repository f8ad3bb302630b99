package dev.realtime4j.http.jdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.realtime4j.http.RealtimeHttp;
import java.io.IOException;

/**
 * Mounts a {@link RealtimeHttp} in the JDK's {@code HttpServer}:
 *
 * <pre>{@code
 * HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 8080), 0);
 * server.setExecutor(Executors.newCachedThreadPool());
 * server.createContext(http.basePath(), new JdkHttpHandler(http));
 * server.start();
 * }</pre>
 *
 * <p>A stream holds a thread for as long as it is open: give the server an executor with enough of them, virtual ones where
 * the JVM has them. A client that has gone is noticed when something is written to it. Safe for any threads.
 */
public final class JdkHttpHandler implements HttpHandler {
    private final RealtimeHttp http;

    /**
     * Makes a handler.
     *
     * @param http what answers; not closed by this
     */
    public JdkHttpHandler(RealtimeHttp http) {
        this.http = http;
    }

    /**
     * Answers a request, and returns when the answer has ended.
     *
     * @throws IOException if the client has gone: the server keeps such a connection for good unless it is told
     */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        JdkResponse response = new JdkResponse(exchange);
        http.handle(new JdkRequest(exchange), response);
        response.serve();
    }
}
