package dev.realtime4j.http;

import com.sun.net.httpserver.HttpServer;
import dev.realtime4j.http.jdk.JdkHttpHandler;
import dev.realtime4j.tck.http.HttpContract;
import dev.realtime4j.tck.http.HttpFixture;
import dev.realtime4j.tck.http.HttpScenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class JdkHttpTest extends HttpContract {

    @Override
    protected HttpFixture fixture(HttpScenario scenario) {
        return new Fixture(scenario);
    }

    private static final class Fixture extends MountedFace {
        private final HttpServer server;
        private final ExecutorService threads = Executors.newCachedThreadPool();

        Fixture(HttpScenario scenario) {
            super(scenario);
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.setExecutor(threads);
            server.createContext("/", new JdkHttpHandler(http()));
            server.start();
        }

        @Override
        protected int port() {
            return server.getAddress().getPort();
        }

        @Override
        protected void stop() {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
