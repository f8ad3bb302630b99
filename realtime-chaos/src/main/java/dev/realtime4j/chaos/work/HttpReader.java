package dev.realtime4j.chaos.work;

import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.chaos.history.Operation;
import dev.realtime4j.chaos.history.Operation.From;
import dev.realtime4j.chaos.history.Recorder;
import dev.realtime4j.chaos.history.Stop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Follows channels by a stream over HTTP, as a browser does: when the stream ends it connects again, and says which event
 * was its last. For each channel it is one subscription in the history, however often it connects. By one thread.
 */
final class HttpReader implements Runnable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final Recorder recorder;
    private final String node;
    private final URI uri;
    private final Stop stop = new Stop();
    /** The subscriptions' numbers, by channel. */
    private final Map<String, Long> numbers = new LinkedHashMap<>();

    private final Map<String, MessageId> reached = new ConcurrentHashMap<>();
    private final AtomicLong resumed = new AtomicLong();
    private final Thread thread = new Thread(this, "http-reader");
    private volatile @Nullable InputStream stream;
    private @Nullable String lastId;
    private Duration retry = Duration.ofMillis(500);
    private boolean stands;
    /** Whether it has connected again, and no message has come since. */
    private boolean resuming;

    HttpReader(Node node, List<String> channels) {
        recorder = node.recorder();
        this.node = node.name() + " by HTTP";
        uri = URI.create(node.http() + "?"
                + channels.stream().map(channel -> "channel=" + channel).collect(Collectors.joining("&")));
        channels.forEach(channel -> numbers.put(channel, 0L));
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        do {
            resuming = stands;
            if (!stands) {
                invoked();
            }
            follow();
            if (!stands && !stop.isSaid()) {
                numbers.values().forEach(number -> recorder.record(at -> new Operation.SubscribeFailed(at, number)));
            }
        } while (!stop.within(retry));
    }

    private void invoked() {
        numbers.replaceAll((channel, before) -> recorder.number());
        numbers.forEach((channel, number) -> recorder.record(
                at -> new Operation.SubscribeInvoked(at, number, node, channel, From.LIVE, null, 0, false)));
    }

    /** Connects once and takes what comes. */
    private void follow() {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        try {
            HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                stream = in;
                if (response.statusCode() == 200 && !stop.isSaid()) {
                    if (stands) {
                        numbers.values().forEach(each -> recorder.record(at -> new Operation.Reconnected(at, each)));
                    }
                    read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException ended) {
            // The link was cut, or the server has gone.
        } catch (InterruptedException e) {
            stop.say();
        }
    }

    /** What is not ended by an empty line is no event, and its id is not taken. */
    private void read(BufferedReader lines) throws IOException {
        String id = lastId;
        String event = "message";
        String data = null;
        for (String line = lines.readLine(); line != null && !stop.isSaid(); line = lines.readLine()) {
            if (line.startsWith("retry: ")) {
                retry = Duration.ofMillis(Long.parseLong(line.substring("retry: ".length())));
            } else if (line.startsWith("id: ")) {
                id = line.substring("id: ".length());
            } else if (line.startsWith("event: ")) {
                event = line.substring("event: ".length());
            } else if (line.startsWith("data: ")) {
                data = line.substring("data: ".length());
            } else if (line.isEmpty()) {
                lastId = id;
                if (data != null) {
                    take(event, JSON.readTree(data));
                }
                event = "message";
                data = null;
            }
        }
    }

    private void take(String event, JsonNode data) {
        String channel = data.path("channel").asString("");
        Long number = numbers.get(channel);
        if (number == null) {
            return; // of no channel: a ping, or a request to connect again
        }
        if (event.equals("gap") || event.equals("reset")) {
            MessageId next = MessageId.parse(data.get("next").asString());
            MessageId after = MessageId.parse(data.get("after").asString());
            Gap.Reason reason = Gap.Reason.valueOf(data.get("reason").asString());
            recorder.record(at -> new Operation.GapTold(at, number, after, next, reason));
            reached.merge(channel, next, (one, other) -> reason == Gap.Reason.RESET ? other : later(one, other));
        } else if (data.has("id")) {
            MessageId id = MessageId.parse(data.get("id").asString());
            String value = data.get("data").asString();
            recorder.record(at -> new Operation.Delivered(at, number, id, value));
            reached.put(channel, id);
            resumed.addAndGet(resuming ? 1 : 0);
            resuming = false;
        } else if (!stands) { // the first word is that all channels are followed, with the place to go on from
            stands = true;
            numbers.values().forEach(each -> recorder.record(at -> new Operation.SubscribeStood(at, each)));
        }
    }

    private static MessageId later(MessageId one, MessageId other) {
        return one.isAfter(other) ? one : other;
    }

    /** How often it has gone on by the id of its last event, and was given more. */
    long resumed() {
        return resumed.get();
    }

    /** Whether nothing is left to be delivered. */
    boolean isAt(Map<String, MessageId> newest) {
        return numbers.keySet().stream()
                .noneMatch(channel -> newest.getOrDefault(channel, MessageId.BEGINNING)
                        .isAfter(reached.getOrDefault(channel, MessageId.BEGINNING)));
    }

    /** Ends the stream. */
    void end() {
        numbers.values().forEach(number -> recorder.record(at -> new Operation.CloseInvoked(at, number)));
        stop.say();
        try {
            InputStream open = stream;
            if (open != null) {
                open.close();
            }
            thread.join(CONNECT.toMillis());
        } catch (IOException ended) {
            // It had ended already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        numbers.values().forEach(number -> recorder.record(at -> new Operation.Closed(at, number)));
    }
}
