package dev.realtime4j.http;

import dev.realtime4j.http.servlet.RealtimeServlet;
import dev.realtime4j.tck.http.HttpContract;
import dev.realtime4j.tck.http.HttpFixture;
import dev.realtime4j.tck.http.HttpScenario;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Tag;

@Tag("once")
class ServletHttpTest extends HttpContract {

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

        @Override
        protected void stop() {
            try {
                server.stop();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
