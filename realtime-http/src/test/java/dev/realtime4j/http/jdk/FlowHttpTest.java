package dev.realtime4j.http.jdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.realtime4j.http.MountedFace;
import dev.realtime4j.http.flow.RealtimeFlow;
import dev.realtime4j.tck.http.HttpContract;
import dev.realtime4j.tck.http.HttpFixture;
import dev.realtime4j.tck.http.HttpScenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;

/** The reactive face, behind a subscriber that writes each buffer before it asks for the next. */
@Tag("once")
class FlowHttpTest extends HttpContract {

    @Override
    protected HttpFixture fixture(HttpScenario scenario) {
        return new Fixture(scenario);
    }

    private static final class Fixture extends MountedFace {
        private final RealtimeFlow flow;
        private final HttpServer server;
        private final ExecutorService threads = Executors.newCachedThreadPool();

        Fixture(HttpScenario scenario) {
            super(scenario);
            flow = new RealtimeFlow(http(), threads);
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.setExecutor(threads);
            server.createContext("/", this::handle);
            server.start();
        }

        private void handle(HttpExchange exchange) throws IOException {
            RealtimeFlow.Response response =
                    flow.handle(new JdkRequest(exchange)).toCompletableFuture().join();
            response.headers().forEach(exchange.getResponseHeaders()::set);
            boolean none = exchange.getRequestMethod().equals("HEAD") || response.status() == 204;
            exchange.sendResponseHeaders(response.status(), none ? -1 : 0);
            Writer writer = new Writer(exchange);
            response.body().subscribe(writer);
            writer.awaitEnd();
            exchange.close();
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

    /** Asks for one buffer at a time. A stream that the server has ended while a write blocks is let go. */
    private static final class Writer implements Flow.Subscriber<ByteBuffer> {
        private final HttpExchange exchange;
        private final CountDownLatch end = new CountDownLatch(1);
        private Flow.@Nullable Subscription subscription;

        Writer(HttpExchange exchange) {
            this.exchange = exchange;
        }

        void awaitEnd() {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            Flow.Subscription from = subscription;
            try {
                if (!exchange.getRequestMethod().equals("HEAD")) {
                    exchange.getResponseBody().write(bytes);
                    exchange.getResponseBody().flush();
                }
                if (from != null) {
                    from.request(1);
                }
            } catch (IOException e) {
                if (from != null) {
                    from.cancel();
                }
                end.countDown();
            }
        }

        @Override
        public void onError(Throwable cause) {
            end.countDown();
        }

        @Override
        public void onComplete() {
            end.countDown();
        }
    }
}
