package dev.realtime4j.http.servlet;

import dev.realtime4j.http.RealtimeHttp;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Mounts a {@link RealtimeHttp} in a servlet container. Map it to the base path and all below, with asynchronous calls
 * supported; a stream holds no thread:
 *
 * <pre>{@code
 * ServletRegistrationBean<RealtimeServlet> bean =
 *         new ServletRegistrationBean<>(new RealtimeServlet(http), http.basePath(), http.basePath() + "/*");
 * bean.setAsyncSupported(true);
 * }</pre>
 *
 * <p>Filters before it see each request as usual, and {@link dev.realtime4j.http.HttpRequest#principal} is the container's.
 * Most containers notice that a client has gone when something is written to it: keep pings short. Safe for any threads.
 */
public final class RealtimeServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient RealtimeHttp http;

    /**
     * Makes a servlet.
     *
     * @param http what answers; not closed by this
     */
    public RealtimeServlet(RealtimeHttp http) {
        this.http = http;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0); // streams end by themselves
        http.handle(new ServletRequestView(request), new ServletReply(async, response));
    }
}
