package dev.realtime4j.http;

import com.sun.net.httpserver.HttpServer;
import dev.realtime4j.Realtime;
import dev.realtime4j.http.jdk.JdkHttpHandler;
import dev.realtime4j.tck.http.HttpContract;
import dev.realtime4j.tck.http.HttpFixture;
import dev.realtime4j.tck.http.HttpScenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class JdkHttpTest extends HttpContract {

    @Override
    protected HttpFixture fixture(HttpScenario scenario) {
        return new Fixture(scenario);
    }

    private static final class Fixture implements HttpFixture {
        private final Realtime realtime;
        private final RealtimeHttp http;
        private final HttpServer server;
        private final ExecutorService threads = Executors.newCachedThreadPool();

        Fixture(HttpScenario scenario) {
            realtime = Scenarios.realtime(scenario);
            http = Scenarios.http(realtime, scenario);
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.setExecutor(threads);
            server.createContext("/", new JdkHttpHandler(http));
            server.start();
        }

        @Override
        public URI base() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + http.basePath());
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
            server.stop(0);
            threads.shutdownNow();
            realtime.close();
        }
    }
}
