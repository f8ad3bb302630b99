package dev.realtime4j.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.realtime4j.Realtime;
import dev.realtime4j.http.RealtimeHttp;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** The JDK's server keeps a connection for good if an answer fails and it is not told. */
class JdkLeaversTest {
    private static final int LEAVERS = 200;
    /** Threads that wait for work may still refer to the stream that they served last: there are at most 64 of them. */
    private static final int MOST_KEPT = LEAVERS / 2;

    private static final Pattern LINE =
            Pattern.compile(":\\s+(\\d+)\\s+\\d+\\s+sun\\.net\\.httpserver\\.HttpConnection ");

    @Test
    void nothingIsKeptOfClientsThatHaveGone() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Realtime realtime = Realtime.connect("memory:");
                RealtimeHttp http = RealtimeHttp.builder(realtime).build()) {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext(http.basePath(), new JdkHttpHandler(http));
            server.start();
            for (int i = 0; i < LEAVERS; i++) {
                comeAndGo(server.getAddress(), http.basePath());
            }
            await().untilAsserted(() -> {
                realtime.channel("room").emit("e", "x"); // who has gone is noticed when something is written to it
                assertThat(connections()).isLessThan(MOST_KEPT);
            });
            server.stop(0);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void comeAndGo(InetSocketAddress server, String path) throws IOException {
        try (Socket client = new Socket(server.getAddress(), server.getPort())) {
            String request = "GET " + path + "?channel=room HTTP/1.1\r\nHost: localhost\r\n\r\n";
            client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().read()).isEqualTo('H');
        }
    }

    /** The connections that the server holds in memory, from a census of live objects. */
    private static long connections() throws JMException {
        String census = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Matcher line = LINE.matcher(census);
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }
}
