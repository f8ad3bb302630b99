package dev.realtime4j.tck.process;

import dev.realtime4j.Channel;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Subscription;
import dev.realtime4j.codec.RawJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The program of the second JVM. It obeys commands, one a line, and answers each with one line: {@code ok}, or
 * {@code error} and what went wrong.
 *
 * <p>Words are separated by spaces and encoded in base64url, so that any name fits. {@link PeerProcess} speaks this.
 *
 * <pre>
 * connect KEY VALUE …        to a backend, by settings  ok
 * disconnect                                            ok
 * emit CHANNEL JSON          stores a message            ok ID
 * subscribe CHANNEL          follows it live             ok NUMBER
 * await NUMBER COUNT MILLIS  waits for as many messages  ok ID ID …
 * close NUMBER               ends the subscription       ok ID ID …, all that were delivered
 * latest CHANNEL COUNT       reads                       ok ID ID …
 * history CHANNEL            reads all pages             ok ID ID …
 * </pre>
 */
public final class Peer {
    private final List<Following> followed = new ArrayList<>();
    private @Nullable Realtime realtime;

    private Peer() {}

    /** What one subscription was told. */
    private static final class Following {
        private final List<MessageId> ids = new ArrayList<>();
        private final Subscription subscription;

        Following(Channel channel) {
            subscription = channel.subscribe(options -> options.onMessage(this::told));
        }

        private synchronized void told(Message<?> message) {
            ids.add(message.id());
            notifyAll();
        }

        private synchronized List<MessageId> await(int count, long millis) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            for (long left = deadline - System.nanoTime(); ids.size() < count && left > 0; ) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = deadline - System.nanoTime();
            }
            if (ids.size() < count) {
                throw new IllegalStateException("Told " + ids.size() + " messages within " + millis + " ms: " + ids);
            }
            return List.copyOf(ids);
        }
    }

    /**
     * Obeys until its input ends.
     *
     * @param args none
     * @throws IOException if the input cannot be read
     */
    public static void main(String[] args) throws IOException {
        PrintStream answers = System.out;
        // What a driver prints must not look like an answer.
        System.setOut(System.err);
        Peer peer = new Peer();
        try (BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                answers.println(peer.answer(line));
            }
        } finally {
            peer.disconnect();
        }
    }

    private void connect(List<String> words) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 1; i < words.size(); i += 2) {
            settings.put(words.get(i), words.get(i + 1));
        }
        disconnect();
        realtime = Realtime.connect(RealtimeConfig.of(settings));
    }

    private void disconnect() {
        followed.clear();
        if (realtime != null) {
            realtime.close();
            realtime = null;
        }
    }

    private Channel channel(String name) {
        return Objects.requireNonNull(realtime, "not connected").channel(name);
    }

    private String answer(String line) {
        try {
            List<String> words = new ArrayList<>();
            for (String word : line.split(" ", -1)) {
                words.add(decoded(word));
            }
            return "ok " + obey(words);
        } catch (Exception e) {
            return "error " + encoded(e.toString());
        }
    }

    private String obey(List<String> words) throws InterruptedException {
        String first = words.size() > 1 ? words.get(1) : "";
        return switch (words.get(0)) {
            case "connect" -> {
                connect(words);
                yield "";
            }
            case "disconnect" -> {
                disconnect();
                yield "";
            }
            case "emit" -> channel(first).emit("e", RawJson.of(words.get(2))).toString();
            case "subscribe" -> {
                followed.add(new Following(channel(first)));
                yield Integer.toString(followed.size() - 1);
            }
            case "await" ->
                text(followed.get(Integer.parseInt(first))
                        .await(Integer.parseInt(words.get(2)), Long.parseLong(words.get(3))));
            case "close" -> {
                Following following = followed.get(Integer.parseInt(first));
                following.subscription.close();
                yield text(following.await(0, 0));
            }
            case "latest" ->
                text(ids(channel(first)
                        .history(HistoryQuery.latest(Integer.parseInt(words.get(2))))
                        .messages()));
            case "history" -> text(walk(channel(first)));
            default -> throw new IllegalArgumentException("No such command: " + words.get(0));
        };
    }

    private static List<MessageId> walk(Channel channel) {
        List<MessageId> all = new ArrayList<>();
        Optional<HistoryQuery> next = Optional.of(HistoryQuery.all());
        while (next.isPresent()) {
            var page = channel.history(next.get());
            all.addAll(ids(page.messages()));
            next = page.next();
        }
        return all;
    }

    private static List<MessageId> ids(List<Message<?>> messages) {
        return messages.stream().<MessageId>map(Message::id).toList();
    }

    private static String text(List<MessageId> ids) {
        return ids.stream().map(MessageId::toString).collect(Collectors.joining(" "));
    }

    static String encoded(String word) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(word.getBytes(StandardCharsets.UTF_8));
    }

    static String decoded(String word) {
        return new String(Base64.getUrlDecoder().decode(word), StandardCharsets.UTF_8);
    }
}
