package dev.realtime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import dev.realtime4j.http.RealtimeHttp;
import dev.realtime4j.http.jdk.JdkHttpHandler;
import dev.realtime4j.server.RealtimeServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class HttpServerTest extends Example {
    private static final int PORT = 0; // a free one

    @Test
    void aServerOfItsOwn() {
        // tag::server[]
        RealtimeServer server = RealtimeServer.builder(realtime)
                .port(PORT)
                .http(http -> http.origins("https://app.example.com"))
                .start();
        // end::server[]
        try (server;
                WebClient page = new WebClient(server.uri())) {
            page.follow("?channel=user-123", this::show);
            realtime.channel("user-123").emit("notification.alert", "Hello user 123!");
            assertShown("\"Hello user 123!\"");
            assertThat(page.emit("{\"channel\":\"user-123\",\"event\":\"chat.message\",\"data\":{\"text\":\"Hi\"}}"))
                    .isEqualTo(201);
            assertShown("\"Hello user 123!\"", "{\"text\":\"Hi\"}");
        }
    }

    @Test
    void mountedInTheServerThatIsThereAlready() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 0);
        server.setExecutor(threads);
        // tag::mount[]
        RealtimeHttp http = RealtimeHttp.builder(realtime).basePath("/live").build();
        server.createContext(http.basePath(), new JdkHttpHandler(http));
        // end::mount[]
        server.start();
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/live");
        try (http;
                WebClient page = new WebClient(base)) {
            page.follow("", this::show);
            realtime.emit("notification.alert", "hello world!");
            assertShown("\"hello world!\"");
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    void whoeverEmitsNeedsNoServer() {
        try (RealtimeServer server = RealtimeServer.builder(realtime).port(PORT).start();
                WebClient page = new WebClient(server.uri())) {
            page.follow("?channel=room-1&channel=room-2", this::show);
            broadcast(realtime, "The server restarts at noon");
            assertShown("\"The server restarts at noon\"", "\"The server restarts at noon\"");
        }
    }

    private static void broadcast(Realtime realtime, String text) {
        for (String room : new String[] {"room-1", "room-2"}) {
            Channel channel = realtime.channel(room);
            channel.emit("announcement.broadcast", text);
        }
    }
}
