package dev.realtime4j.benchmarks.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
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
    /** The usual way to stream events from Spring MVC, on Tomcat. */
    SPRING("Spring MVC SseEmitter (stores nothing)", "connected", 50),
    /** This project's server. */
    REALTIME("Realtime", "connected", 50);

    static final Path NCHAN = Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so");
    private static final int LARGEST_BATCH = 50;

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

    ServerProcess start() throws IOException {
        return switch (this) {
            case NGINX -> ServerProcess.nginx(NCHAN);
            case NODE -> ServerProcess.listening(List.of("node", "realtime-benchmarks/src/main/node/sse.mjs"));
            case SOCKET_IO ->
                ServerProcess.listening(List.of("node", NodePackages.installed("socket.io", "server.mjs")));
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
                                "-Xms256m",
                                "-Xmx1g",
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

    /** Whether it knows one channel only. */
    boolean hasOneChannel() {
        return this == NODE || this == SOCKET_IO;
    }

    /** A request to follow a channel. */
    ByteBuffer follow(URI server, String query, String headers) {
        return this == SOCKET_IO ? SocketIo.follow(server) : Readers.request(server, query, headers);
    }

    /** A request that publishes as many messages as {@link #batch} says, each with a text, to one channel. */
    HttpRequest publish(URI server, int channel, String text) {
        String data = "{\"user\":\"user-123\",\"text\":\"" + text + "\"}";
        String body = data;
        if (batch == LARGEST_BATCH) {
            String message =
                    "{\"channel\":\"" + channel(channel) + "\",\"event\":\"chat.message\",\"data\":" + data + "}";
            body = "[" + (message + ",").repeat(batch - 1) + message + "]";
        }
        return request(server, channel, body);
    }

    /** A request that publishes one message. */
    HttpRequest publishOne(URI server, int channel, String text) {
        String data = "{\"user\":\"user-123\",\"text\":\"" + text + "\"}";
        String message =
                "[{\"channel\":\"" + channel(channel) + "\",\"event\":\"chat.message\",\"data\":" + data + "}]";
        return request(server, channel, this == NGINX ? data : message);
    }

    private static HttpRequest request(URI server, int channel, String body) {
        return HttpRequest.newBuilder(URI.create(server + query(channel)))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }
}
