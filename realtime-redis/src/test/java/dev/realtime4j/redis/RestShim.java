package dev.realtime4j.redis;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.realtime4j.tck.broker.RedisServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The part of the HTTP interface of {@code @upstash/redis} that its realtime library uses, in front of a real server. */
final class RestShim implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RedisServer server;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    RestShim(RedisServer server) {
        this.server = server;
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(threads);
        http.createContext("/subscribe/", this::subscribe);
        http.createContext("/", this::command);
        http.start();
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    private void command(HttpExchange exchange) throws IOException {
        boolean encoded = "base64".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upstash-Encoding"));
        JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
        Object answer;
        try (Connection connection = new Connection(server.host(), server.port())) {
            if (exchange.getRequestURI().getPath().equals("/")) {
                answer = answer(connection, body, encoded);
            } else {
                List<Object> answers = new ArrayList<>();
                body.forEach(command -> answers.add(answer(connection, command, encoded)));
                answer = answers;
            }
        }
        byte[] text = JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(
                answer instanceof Map<?, ?> map && map.containsKey("error") ? 400 : 200, text.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(text);
        }
    }

    private static Map<String, @Nullable Object> answer(Connection connection, JsonNode command, boolean encoded) {
        Map<String, @Nullable Object> answer = new HashMap<>();
        try {
            CommandArguments arguments = new CommandArguments(() -> bytes(command.get(0)));
            for (int i = 1; i < command.size(); i++) {
                arguments.add(bytes(command.get(i)));
            }
            answer.put("result", plain(connection.executeCommand(arguments), encoded));
        } catch (JedisDataException refused) {
            answer.put("error", String.valueOf(refused.getMessage()));
        }
        return answer;
    }

    private static byte[] bytes(JsonNode argument) {
        String text = argument.isString() ? argument.stringValue() : argument.toString();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable Object plain(@Nullable Object reply, boolean encoded) {
        if (reply instanceof List<?> list) {
            List<@Nullable Object> parts = new ArrayList<>();
            list.forEach(part -> parts.add(plain(part, encoded)));
            return parts;
        }
        if (reply instanceof byte[] text) {
            String plain = new String(text, StandardCharsets.UTF_8);
            return encoded && !plain.equals("OK") ? Base64.getEncoder().encodeToString(text) : plain;
        }
        return reply;
    }

    private void subscribe(HttpExchange exchange) throws IOException {
        String channel = exchange.getRequestURI().getPath().substring("/subscribe/".length());
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        try (Jedis jedis = new Jedis(server.host(), server.port(), 0)) {
            jedis.subscribe(
                    new JedisPubSub() {
                        @Override
                        public void onSubscribe(String name, int count) {
                            event("subscribe," + name + "," + count);
                        }

                        @Override
                        public void onMessage(String name, String message) {
                            event("message," + name + "," + message);
                        }

                        private void event(String text) {
                            try {
                                out.write(("data: " + text + "\n\n").getBytes(StandardCharsets.UTF_8));
                                out.flush();
                            } catch (IOException gone) {
                                unsubscribe();
                            }
                        }
                    },
                    channel);
        } catch (JedisException ended) {
            // The test has ended.
        } finally {
            exchange.close();
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
