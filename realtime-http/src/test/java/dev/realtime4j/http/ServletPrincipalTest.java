package dev.realtime4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.Realtime;
import dev.realtime4j.http.servlet.RealtimeServlet;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The user of a filter that binds it to the thread of the request, as Spring Security does. */
class ServletPrincipalTest {
    private static final ThreadLocal<@Nullable Principal> USER = new ThreadLocal<>();

    @Test
    void accessSeesTheUserOfAFilter() throws Exception {
        try (Realtime realtime = Realtime.connect("memory:");
                RealtimeHttp http = RealtimeHttp.builder(realtime)
                        .access(attempt -> {
                            Principal user = attempt.request().principal();
                            return Decision.deny(403, user == null ? "nobody" : user.getName());
                        })
                        .build()) {
            Server server = new Server();
            ServerConnector connector = new ServerConnector(server);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            ServletContextHandler context = new ServletContextHandler();
            FilterHolder filter = new FilterHolder(signIn());
            filter.setAsyncSupported(true);
            context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
            ServletHolder servlet = new ServletHolder(new RealtimeServlet(http));
            servlet.setAsyncSupported(true);
            context.addServlet(servlet, "/*");
            server.setHandler(context);
            server.start();
            try {
                URI base = URI.create("http://127.0.0.1:" + connector.getLocalPort() + http.basePath());
                HttpClient client = HttpClient.newHttpClient();
                HttpRequest stream = HttpRequest.newBuilder(base).build();
                HttpRequest emit = HttpRequest.newBuilder(base)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"event\":\"a\",\"data\":1}"))
                        .build();
                for (HttpRequest request : new HttpRequest[] {stream, emit}) {
                    assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                                    .body())
                            .contains("\"ann\"");
                }
            } finally {
                server.stop();
            }
        }
    }

    private static Filter signIn() {
        return (request, response, chain) -> {
            USER.set(() -> "ann");
            try {
                chain.doFilter(
                        new HttpServletRequestWrapper((HttpServletRequest) request) {
                            @Override
                            public @Nullable Principal getUserPrincipal() {
                                return USER.get();
                            }
                        },
                        response);
            } finally {
                USER.remove();
            }
        };
    }
}
