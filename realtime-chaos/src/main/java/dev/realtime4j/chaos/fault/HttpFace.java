package dev.realtime4j.chaos.fault;

import com.sun.net.httpserver.HttpServer;
import dev.realtime4j.Realtime;
import dev.realtime4j.http.RealtimeHttp;
import dev.realtime4j.http.jdk.JdkHttpHandler;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The HTTP face of a node, behind a link, and what can be done to both. */
public final class HttpFace implements AutoCloseable {
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Realtime realtime;
    private final int port = FreePorts.find(1).get(0);
    private final FaultyLink link = new FaultyLink("127.0.0.1", port);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private RealtimeHttp http;
    private HttpServer server;

    /**
     * Serves a node's channels.
     *
     * @param realtime the node's client; not closed
     */
    public HttpFace(Realtime realtime) {
        this.realtime = realtime;
        http = face();
        server = serve();
    }

    private RealtimeHttp face() {
        return RealtimeHttp.builder(realtime).retry(RETRY).build();
    }

    private HttpServer serve() {
        try {
            HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            made.setExecutor(threads);
            made.createContext(http.basePath(), new JdkHttpHandler(http));
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("No HTTP at " + port, e);
        }
    }

    /** {@return where streams are, by the link} */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + link.port() + http.basePath());
    }

    /** {@return what can be done to it} */
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>(new LinkFaults(List.of(link)).all("HTTP"));
        faults.add(new Fault("restart HTTP", this::restart));
        return faults;
    }

    /** It says goodbye to its streams, or not. */
    private void restart(Blow blow) {
        if (blow.random().nextBoolean()) {
            http.drain(Duration.ofMillis(200));
        }
        server.stop(0);
        http.close();
        blow.hold(50, 1500);
        http = face();
        server = serve();
    }

    @Override
    public void close() {
        link.close();
        server.stop(0);
        http.close();
        threads.shutdownNow();
    }
}
