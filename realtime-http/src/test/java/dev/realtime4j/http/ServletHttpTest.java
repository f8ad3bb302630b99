package dev.realtime4j.http;

import dev.realtime4j.http.servlet.RealtimeServlet;
import dev.realtime4j.tck.http.HttpContract;
import dev.realtime4j.tck.http.HttpFixture;
import dev.realtime4j.tck.http.HttpScenario;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Tag;

@Tag("once")
class ServletHttpTest extends HttpContract {
    private static final long STOP_MILLIS = 10_000;

    @Override
    protected HttpFixture fixture(HttpScenario scenario) {
        return new Fixture(scenario);
    }

    private static final class Fixture extends MountedFace {
        private final Server server = new Server();
        private final ServerConnector connector = new ServerConnector(server);

        Fixture(HttpScenario scenario) {
            super(scenario);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            ServletContextHandler context = new ServletContextHandler();
            ServletHolder holder = new ServletHolder(new RealtimeServlet(http()));
            holder.setAsyncSupported(true);
            context.addServlet(holder, "/*");
            server.setHandler(context);
            try {
                server.start();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected int port() {
            return connector.getLocalPort();
        }

        /**
         * Jetty waits for ever where it closes a connection itself while a write to a client that does not read is under way; so
         * they are closed before, and what is left of it is not waited for without end.
         */
        @Override
        protected void stop() {
            connector.getConnectedEndPoints().forEach(EndPoint::close);
            Thread stopping = new Thread(() -> {
                try {
                    server.stop();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            stopping.setDaemon(true);
            stopping.start();
            try {
                stopping.join(STOP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
