package dev.realtime4j.benchmarks.http;

import dev.realtime4j.benchmarks.node.NodePackages;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The servers that are compared, each in a process of its own. */
enum Contestant {
    /** nginx with its module nchan. */
    NGINX("nginx, nchan (a log of 1,000 in its memory)", ": hi", 1),
    /** The usual way to stream events from Node. */
    NODE("Node (stores nothing)", "connected", 50),
    /** socket.io under Node, one room, over WebSocket. */
    SOCKET_IO("socket.io (stores nothing)", "connected", 50),
    /** The handler of @upstash/realtime under Node, whose Redis costs nothing. */
    ORIGINAL("@upstash/realtime under Node (without a Redis)", "connected", 50),
    /** The usual way to stream events from Spring MVC, on Tomcat. */
    SPRING("Spring MVC SseEmitter (stores nothing)", "connected", 50),
    /** This project's server. */
    REALTIME("Realtime", "connected", 50);

    static final Path NCHAN = Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so");

    /** How people know it. */
    final String title;

    /** What a stream starts with once it is followed. */
    final String greeting;

    /** How many messages one request publishes at most. */
    final int batch;

    Contestant(String title, String greeting, int batch) {
        this.title = title;
        this.greeting = greeting;
        this.batch = batch;
    }

    /** Whether it can be run on this machine. */
    boolean isThere() {
        return this != NGINX || Files.exists(NCHAN);
    }

    /** Whether a round of it takes very long. */
    boolean isSlow() {
        return this == ORIGINAL || this == SPRING;
    }

    ServerProcess start() throws IOException {
        return switch (this) {
            case NGINX -> ServerProcess.nginx(NCHAN);
            case NODE -> ServerProcess.listening(List.of("node", "realtime-benchmarks/src/main/node/sse.mjs"));
            case SOCKET_IO ->
                ServerProcess.listening(List.of("node", NodePackages.installed("socket.io", "server.mjs")));
            case ORIGINAL -> ServerProcess.listening(List.of("node", NodePackages.installed("original", "server.mjs")));
            case SPRING -> ServerProcess.listening(java(SpringServer.class.getName()));
            case REALTIME ->
                ServerProcess.listening(java(
                        "dev.realtime4j.server.Main", "serve", "--port", "0", "--max-streams-per-address", "100000"));
        };
    }

    private static List<String> java(String... program) {
        return Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xms2g",
                                "-Xmx2g",
                                "-Xmn32m",
                                "-XX:+UseParallelGC",
                                "-cp",
                                System.getProperty("java.class.path")),
                        Stream.of(program))
                .toList();
    }

    static String channel(int number) {
        return "c" + number;
    }

    static String query(int channel) {
        return "?channel=" + channel(channel);
    }

    /** A request to follow a channel. */
    ByteBuffer follow(URI server, String query, String headers) {
        return this == SOCKET_IO ? SocketIo.follow(server) : Readers.request(server, query, headers);
    }

    /** The body of a request that publishes messages with a text to one channel. */
    String messages(int channel, String text, int count) {
        String data = "{\"user\":\"user-123\",\"text\":\"" + text + "\"}";
        if (this == NGINX) {
            return data;
        }
        String message = "{\"channel\":\"" + channel(channel) + "\",\"event\":\"chat.message\",\"data\":" + data + "}";
        return count == 1 ? message : "[" + (message + ",").repeat(count - 1) + message + "]";
    }
}
