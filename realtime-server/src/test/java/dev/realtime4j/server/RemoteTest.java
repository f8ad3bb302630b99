package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.http.Access.Action;
import dev.realtime4j.http.ApiKeys;
import dev.realtime4j.http.RealtimeHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands at a server. */
class RemoteTest extends Cli {
    private static final String KEY = "0123456789abcdef";
    private RealtimeServer server = serve(0, http -> {});

    @TempDir
    Path folder;

    private RealtimeServer serve(int port, Consumer<RealtimeHttp.Builder> settings) {
        return RealtimeServer.builder(realtime)
                .port(port)
                .drain(Duration.ZERO)
                .http(settings)
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Run at(String command, String... args) {
        return new Run(input(""), arguments(server.uri(), command, args));
    }

    private static String[] arguments(URI server, String command, String... args) {
        return Stream.concat(Stream.of(command, "--server", server.toString(), "--channel", "room-1"), Stream.of(args))
                .toArray(String[]::new);
    }

    /** The arguments after the command's name, and more. */
    private static String[] concat(String[] command, String... more) {
        return Stream.concat(Stream.of(command).skip(1), Stream.of(more)).toArray(String[]::new);
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            channel.emit("e", i);
        }
    }

    @Test
    void emitsWhatIsGivenToTheDigit() {
        Run run = at("emit", "--event", "chat.message", "{\"b\":1.10,\"a\":[\"\\u00e9\",12345678901234567890]}")
                .ended(0);
        assertThat(data()).containsExactly("{\"b\":1.10,\"a\":[\"\\u00e9\",12345678901234567890]}");
        assertThat(run.lines())
                .containsExactly(
                        "{\"id\":\"" + channel.history().messages().get(0).id() + "\"}");
        assertThat(run.err.toString()).isEmpty();
    }

    @Test
    void emitsManyLinesInTheirOrder() {
        String lines = IntStream.range(0, 2000).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
        Run run = new Run(input(lines), arguments(server.uri(), "emit", "--event", "e")).ended(0);
        assertThat(run.lines()).hasSize(2000).doesNotHaveDuplicates();
        assertThat(data())
                .isEqualTo(
                        IntStream.range(1000, 2000).mapToObj(Integer::toString).toList());
    }

    /** Though it is sent together with others, of which the server then stores none. */
    @Test
    void theLineIsNamedThatTheServerRefuses() {
        try (Realtime small = Realtime.connect(
                        RealtimeConfig.builder("memory:").maxDataBytes(100).build());
                RealtimeServer strict = RealtimeServer.builder(small)
                        .port(0)
                        .drain(Duration.ZERO)
                        .start()) {
            String lines = IntStream.range(0, 300).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
            String input = lines + "\n\"" + "x".repeat(200) + "\"\n300\n";
            Run run = new Run(input(input), arguments(strict.uri(), "emit", "--event", "e")).ended(1);
            assertThat(run.err.toString())
                    .contains("realtime: line 301: ", "answers with 422")
                    .contains("Stored: 300 messages before line 301");
            assertThat(small.channel("room-1").history().messages()).hasSizeBetween(300, 301);
        }
    }

    @Test
    void aKeyIsStoredOnce() {
        Run first = at("emit", "--event", "e", "--key", "k", "1").ended(0);
        Run second = at("emit", "--event", "e", "--key", "k", "1").ended(0);
        assertThat(second.lines()).isEqualTo(first.lines()).hasSize(1);
        assertThat(data()).containsExactly("1");
    }

    @Test
    void readsHistoryInEveryOrder() {
        fill(1005);
        List<String> all = stored();
        assertThat(at("history").ended(0).lines()).isEqualTo(all);
        assertThat(at("history", "--limit", "7").ended(0).lines()).isEqualTo(all.subList(0, 7));
        assertThat(at("history", "--latest", "--limit", "7").ended(0).lines()).isEqualTo(all.subList(993, 1000));
        assertThat(at("history", "--newest-first", "--limit", "1").ended(0).lines())
                .containsExactly(all.get(999));
        assertThat(at("history", "--event", "other").ended(0).lines()).isEmpty();
    }

    @Test
    void followsWhatIsEmitted() {
        channel.emit("chat.message", "past");
        Run run = at("subscribe", "--max", "2").subscribed();
        channel.emit("chat.message", "été");
        channel.emit("user.joined", 2.50);
        assertThat(run.ended(0).lines()).isEqualTo(stored().subList(1, 3));
    }

    @Test
    void replaysThenGoesOnLive() {
        fill(5);
        Run run = at("subscribe", "--latest", "3", "--max", "4").subscribed();
        channel.emit("e", "live");
        assertThat(run.ended(0).lines()).isEqualTo(stored().subList(2, 6));
    }

    @Test
    void tellsAGapInItsPlace() {
        MessageId first = channel.emit("e", "first");
        fill(1100);
        MessageId oldest = channel.history().messages().get(0).id();
        assertThat(at("subscribe", "--after", first.toString(), "--max", "1")
                        .ended(0)
                        .lines())
                .containsExactly(
                        "{\"gap\":{\"channel\":\"room-1\",\"after\":\"" + first + "\",\"next\":\"" + oldest
                                + "\",\"reason\":\"TRIMMED\"}}",
                        stored().get(0));
        at("subscribe", "--after", first.toString(), "--fail-on-gap").ended(3);
    }

    @Test
    void resumesByItselfWhenTheServerComesBack() {
        int port = server.uri().getPort();
        Run run = at("subscribe", "--max", "30").subscribed();
        fill(10);
        await().until(() -> run.lines().size() == 10);
        server.close();
        await().until(() -> run.err.toString().contains("connection lost, reconnecting"));
        fill(10);
        server = serve(port, http -> {});
        fill(10);
        assertThat(run.ended(0).lines()).isEqualTo(stored());
        assertThat(run.err.toString()).contains("connected again");
    }

    @Test
    void goesOnWithoutAWordWhenTheServerAsksItToConnectAgain() {
        Run run = at("subscribe", "--max", "20").subscribed();
        fill(10);
        await().until(() -> run.lines().size() == 10);
        long opened = server.http().stats().openedStreams();
        server.http().disconnect(stream -> true);
        await().until(() -> server.http().stats().openedStreams() > opened);
        fill(10);
        assertThat(run.ended(0).lines()).isEqualTo(stored());
        assertThat(run.err.toString()).doesNotContain("connection lost");
    }

    @Test
    void isLetInWithItsKey() throws Exception {
        server.close();
        server = serve(0, http -> http.access(ApiKeys.NONE.with(KEY, "test", Set.of(Action.values()), "room-*")));
        for (String[] args : new String[][] {{"emit", "--event", "e", "1"}, {"history"}, {"subscribe"}}) {
            Run denied = at(args[0], java.util.Arrays.copyOfRange(args, 1, args.length))
                    .ended(1);
            assertThat(denied.err.toString())
                    .contains("401", "A key is missing", "--token-file FILE")
                    .doesNotContain("\tat ");
        }
        String file = Files.writeString(folder.resolve("key"), KEY + "\n").toString();
        at("emit", "--event", "e", "--token-file", file, "1").ended(0);
        assertThat(at("subscribe", "--token-file", file, "--replay", "--max", "1")
                        .ended(0)
                        .lines())
                .isEqualTo(stored());
    }

    /** As after a token's end. */
    @Test
    void saysOnceWhyItIsNotLetInAgain() throws Exception {
        ApiKeys keys = ApiKeys.NONE.with(KEY, "test", Set.of(Action.values()), "room-*");
        ApiKeys others = ApiKeys.NONE.with("fedcba9876543210", "other", Set.of(Action.values()), "room-*");
        server.close();
        server = serve(0, http -> http.access(keys));
        int port = server.uri().getPort();
        String file = Files.writeString(folder.resolve("key"), KEY).toString();
        Run run = at("subscribe", "--token-file", file, "--max", "1").subscribed();
        server.close();
        server = serve(port, http -> http.access(others));
        await().until(() -> run.err.toString().contains("answers with 401: The key is not known"));
        server.close();
        server = serve(port, http -> http.access(keys));
        channel.emit("e", 1);
        assertThat(run.ended(0).lines()).isEqualTo(stored());
        assertThat(run.err.toString().lines().filter(line -> line.contains("401")))
                .hasSize(1);
    }

    @Test
    void saysWhatIsWrongWithTheTokenFile() throws Exception {
        Path missing = folder.resolve("nope");
        assertThat(at("history", "--token-file", missing.toString())
                        .ended(2)
                        .err
                        .toString())
                .startsWith("realtime: --token-file " + missing + ": cannot be read (no such file)\n");
        assertThat(at("history", "--token-file", folder.toString()).ended(2).err.toString())
                .startsWith("realtime: --token-file " + folder + ": cannot be read (a folder)\n");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xC3, '"'});
        assertThat(at("history", "--token-file", binary.toString()).ended(2).err.toString())
                .startsWith("realtime: --token-file " + binary + ": cannot be read (not UTF-8)\n");
        // What the server is given by --api-keys, and other things that cannot stand in a header.
        for (String wrong : List.of("", KEY + " a emit *\nfedcba9876543210 b emit *\n", KEY + "\u00e9")) {
            Path several = Files.writeString(folder.resolve("several"), wrong);
            for (String[] args : new String[][] {{"emit", "--event", "e", "1"}, {"history"}, {"subscribe"}}) {
                assertThat(at(args[0], concat(args, "--token-file", several.toString()))
                                .ended(2)
                                .err
                                .toString())
                        .startsWith(
                                "realtime: --token-file " + several + ": must hold one key or token and nothing else")
                        .doesNotContain(KEY, "fedcba9876543210");
            }
        }
        server.close();
        server = serve(0, http -> http.access(ApiKeys.NONE.with(KEY, "test", Set.of(Action.values()), "room-*")));
        Path other = Files.writeString(folder.resolve("other"), "fedcba9876543210");
        assertThat(at("history", "--token-file", other.toString()).ended(1).err.toString())
                .contains("401", "is it what the file of --token-file holds?");
    }

    @Test
    void saysWhenTheChannelsAreElsewhere() {
        String elsewhere = server.uri().resolve("/live").toString();
        for (String[] args : new String[][] {{"emit", "--event", "e", "1"}, {"history"}, {"subscribe"}}) {
            Run run = new Run(
                            input(""),
                            arguments(
                                    URI.create(elsewhere), args[0], java.util.Arrays.copyOfRange(args, 1, args.length)))
                    .ended(1);
            assertThat(run.err.toString())
                    .contains("answers with 40", "is /live where the server has its channels", "--base-path");
        }
        assertThat(run("history", "--channel", "c", "--server", "http://no-such-host.invalid/live")
                        .ended(1)
                        .err
                        .toString())
                .contains("no-such-host.invalid/live cannot be reached: no host is known by that name");
    }

    @Test
    void refusesAnAddressThatCannotBeAskedOrHoldsASecret() {
        for (String[] args : new String[][] {{"emit", "--event", "e", "1"}, {"history"}, {"subscribe"}}) {
            assertThat(new Run(input(""), arguments(URI.create("http://my_host:8080/live"), args[0], concat(args)))
                            .ended(2)
                            .err
                            .toString())
                    .startsWith("realtime: --server: \"my_host:8080\" is no host");
            for (String address : List.of("http://ann:s3cr3t@localhost:1/live", "http://ann:s3cr3t@localhost:1")) {
                assertThat(new Run(input(""), arguments(URI.create(address), args[0], concat(args)))
                                .ended(2)
                                .err
                                .toString())
                        .contains("--token-file FILE")
                        .doesNotContain("s3cr3t");
            }
        }
    }

    @Test
    void saysWhenItIsSentElsewhere() throws IOException {
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Location", "https://realtime.example.com/");
            exchange.sendResponseHeaders(301, -1);
            exchange.close();
        });
        proxy.start();
        try {
            URI address = URI.create("http://127.0.0.1:" + proxy.getAddress().getPort() + "/api/realtime");
            for (String[] args : new String[][] {{"emit", "--event", "e", "1"}, {"history"}, {"subscribe"}}) {
                Run run = new Run(input(""), arguments(address, args[0], concat(args))).ended(1);
                assertThat(run.err.toString()).contains("answers with 301", "perhaps at https://", "--server");
            }
        } finally {
            proxy.stop(0);
        }
    }

    @Test
    void saysWhenThereIsNoServer() {
        server.close();
        for (String[] args : new String[][] {{"emit", "--event", "e", "1"}, {"history"}, {"subscribe"}}) {
            Run run = at(args[0], java.util.Arrays.copyOfRange(args, 1, args.length))
                    .ended(1);
            assertThat(run.err.toString()).contains(server.uri() + " cannot be reached");
            assertThat(run.lines()).isEmpty();
        }
    }

    @Test
    void refusesWhatIsNoServerAndBothAtOnce() {
        assertThat(run("history", "--channel", "c", "--server", "localhost:8080")
                        .ended(2)
                        .err
                        .toString())
                .contains("http://localhost:8080/api/realtime");
        at("history", "--transport", "memory:").ended(2);
        on("history", "--token-file", "x").ended(2);
    }
}
