package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Runs commands in this process, on a store that the test has open as well. */
abstract class Cli {
    /** For a command to do what it must: the first one of a JVM loads a thousand classes. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    final String url = "memory:" + UUID.randomUUID();
    final Realtime realtime = Realtime.connect(url);
    final Channel channel = realtime.channel("room-1");

    @AfterEach
    void close() {
        realtime.close();
    }

    /** A command that was started. */
    static final class Run {
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final CompletableFuture<Integer> code;

        Run(InputStream in, String... args) {
            this(in, null, args);
        }

        Run(InputStream in, @Nullable Writer other, String... args) {
            Output output = new Output(other == null ? out : other);
            PrintWriter errors = new PrintWriter(err, true);
            code = CompletableFuture.supplyAsync(
                    () -> Main.commandLine(in, output, errors).execute(args), task -> new Thread(task).start());
        }

        /** Waits for the end, and checks the exit code. */
        Run ended(int expected) {
            await().atMost(DEADLINE).until(code::isDone);
            assertThat(code.join()).as(err.toString()).isEqualTo(expected);
            return this;
        }

        Run subscribed() {
            await().atMost(DEADLINE).until(() -> err.toString().contains("subscribed to"));
            return this;
        }

        List<String> lines() {
            return out.toString().lines().toList();
        }
    }

    static Run run(String... args) {
        return new Run(InputStream.nullInputStream(), args);
    }

    /** Runs a command on {@link #url} and the channel {@code room-1}. */
    Run on(String command, String... args) {
        return on(InputStream.nullInputStream(), command, args);
    }

    Run on(InputStream in, String command, String... args) {
        return new Run(in, arguments(command, args));
    }

    String[] arguments(String command, String... args) {
        return Stream.concat(Stream.of(command, "--transport", url, "--channel", "room-1"), Stream.of(args))
                .toArray(String[]::new);
    }

    /** Standard output that cannot be written. */
    static Writer broken(String why) {
        return new Writer() {
            @Override
            public void write(char[] buffer, int offset, int length) throws IOException {
                throw new IOException(why);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The messages of the channel as the commands print them. */
    List<String> stored() {
        return channel.history().messages().stream()
                .map(message -> "{\"id\":\"" + message.id() + "\",\"event\":\"" + message.event()
                        + "\",\"channel\":\"room-1\",\"data\":" + message.json() + ",\"timestamp\":"
                        + message.epochMillis() + "}")
                .toList();
    }

    /** The data of the channel's messages. */
    List<String> data() {
        return channel.history().messages().stream()
                .map(message -> message.json())
                .toList();
    }
}
