package dev.realtime4j.http;

import dev.realtime4j.Realtime;
import dev.realtime4j.http.servlet.RealtimeServlet;
import dev.realtime4j.tck.http.HttpContract;
import dev.realtime4j.tck.http.HttpFixture;
import dev.realtime4j.tck.http.HttpScenario;
import java.net.URI;
import java.time.Duration;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

class ServletHttpTest extends HttpContract {

    @Override
    protected HttpFixture fixture(HttpScenario scenario) {
        return new Fixture(scenario);
    }

    private static final class Fixture implements HttpFixture {
        private final Realtime realtime;
        private final RealtimeHttp http;
        private final Server server = new Server();
        private final ServerConnector connector = new ServerConnector(server);

        Fixture(HttpScenario scenario) {
            realtime = Scenarios.realtime(scenario);
            http = Scenarios.http(realtime, scenario);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            ServletContextHandler context = new ServletContextHandler();
            ServletHolder holder = new ServletHolder(new RealtimeServlet(http));
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
        public URI base() {
            return URI.create("http://127.0.0.1:" + connector.getLocalPort() + http.basePath());
        }

        @Override
        public Realtime realtime() {
            return realtime;
        }

        @Override
        public void disconnect(String user) {
            http.disconnect(stream -> user.equals(stream.user()));
        }

        @Override
        public void drain(Duration spread) {
            http.drain(spread);
        }

        @Override
        public int openStreams() {
            return http.streams().size();
        }

        @Override
        public void close() {
            http.close();
            try {
                server.stop();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            } finally {
                realtime.close();
            }
        }
    }
}
