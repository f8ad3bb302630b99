package dev.realtime4j.tck.process;

import dev.realtime4j.MessageId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A second JVM, launched with the class path of this one, with a Realtime of its own once it is connected. Not for use by
 * several threads at once. What it prints to its error output goes to that of this JVM.
 */
public final class PeerProcess implements AutoCloseable {
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;
    private boolean answered;

    private PeerProcess(Process process) {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.US_ASCII);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    /**
     * Launches a JVM, which is not connected yet.
     *
     * @return the process
     * @throws UncheckedIOException if there is no such program
     */
    public static PeerProcess launch() {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Peer.class.getName()));
        try {
            return new PeerProcess(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("A second JVM cannot be launched", e);
        }
    }

    /**
     * Connects that process to a backend, in the place of one that it is connected to.
     *
     * @param settings its configuration, with the keys of a properties file; {@code url} among them
     * @throws IllegalStateException if it cannot connect
     */
    public void connect(Map<String, String> settings) {
        List<String> words = new ArrayList<>(List.of("connect"));
        settings.forEach((key, value) -> words.addAll(List.of(key, value)));
        ask(words.toArray(String[]::new));
    }

    /**
     * Ends its connection and its subscriptions.
     *
     * @return whether this process can be used again; false if it has ended, or has never answered what it was asked last
     */
    public boolean disconnect() {
        if (!answered || !process.isAlive()) {
            return false;
        }
        try {
            ask("disconnect");
            return true;
        } catch (IllegalStateException | UncheckedIOException gone) {
            return false;
        }
    }

    /**
     * Emits a message of event {@code e} in that process.
     *
     * @param channel the channel
     * @param json its data
     * @return its id
     * @throws IllegalStateException if that fails there
     */
    public MessageId emit(String channel, String json) {
        return MessageId.parse(ask("emit", channel, json));
    }

    /**
     * Subscribes to a channel in that process, live. Returns when the subscription stands.
     *
     * @param channel the channel
     * @return the subscription's number
     * @throws IllegalStateException if that fails there
     */
    public int subscribe(String channel) {
        return Integer.parseInt(ask("subscribe", channel));
    }

    /**
     * Waits until a subscription was told a number of messages.
     *
     * @param subscription its number
     * @param count how many
     * @param patience how long to wait
     * @return the ids of all that were told so far
     * @throws IllegalStateException if they do not come in time
     */
    public List<MessageId> await(int subscription, int count, Duration patience) {
        return ids(ask(
                "await", Integer.toString(subscription), Integer.toString(count), Long.toString(patience.toMillis())));
    }

    /**
     * Closes a subscription.
     *
     * @param subscription its number
     * @return the ids of all that it was told
     * @throws IllegalStateException if that fails there
     */
    public List<MessageId> close(int subscription) {
        return ids(ask("close", Integer.toString(subscription)));
    }

    /**
     * Reads the newest messages of a channel in that process.
     *
     * @param channel the channel
     * @param count how many
     * @return their ids
     * @throws IllegalStateException if that fails there
     */
    public List<MessageId> latest(String channel, int count) {
        return ids(ask("latest", channel, Integer.toString(count)));
    }

    /**
     * Reads the whole history of a channel in that process.
     *
     * @param channel the channel
     * @return the ids
     * @throws IllegalStateException if that fails there
     */
    public List<MessageId> history(String channel) {
        return ids(ask("history", channel));
    }

    private static List<MessageId> ids(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" ")).map(MessageId::parse).toList();
    }

    private String ask(String... words) {
        answered = false;
        try {
            commands.write(Arrays.stream(words).map(Peer::encoded).collect(Collectors.joining(" ")) + "\n");
            commands.flush();
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException("The second JVM does not listen", e);
        }
    }

    private String read() throws IOException {
        String line = answers.readLine();
        answered = line != null;
        if (line == null) {
            throw new IllegalStateException("The second JVM has ended");
        }
        if (line.startsWith("error ")) {
            throw new IllegalStateException("In the second JVM: " + Peer.decoded(line.substring("error ".length())));
        }
        return line.substring("ok".length()).trim();
    }

    /** Kills the process without a goodbye, as a crash would, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends the process; kills it if it does not end by itself within 10 s. */
    @Override
    public void close() {
        try {
            commands.close();
        } catch (IOException gone) {
            process.destroyForcibly();
        }
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
