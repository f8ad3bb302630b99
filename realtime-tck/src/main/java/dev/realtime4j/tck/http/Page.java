package dev.realtime4j.tck.http;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What stands in for a browser's page: opens a stream, reads it as {@code EventSource} does, and records what it is told. */
final class Page implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** One event of the stream. */
    record Event(String type, String id, String data, JsonNode json) {
        /** The type of a system frame; empty for a message. */
        String system() {
            return type.equals("message") ? json.path("type").asString("") : type;
        }

        boolean isMessage() {
            return type.equals("message") && json.has("id");
        }
    }

    private static final int PACE_BYTES = 8 * 1024;

    private final Wire wire;
    private final Wire.Head head;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private final List<Event> events = new ArrayList<>();
    private String lastId = "";
    private @Nullable String retry;
    private boolean ended;
    private long nanosPerPace;
    private long readBytes;

    private Page(Wire wire, Wire.Head head) {
        this.wire = wire;
        this.head = head;
    }

    /** Opens a stream and reads it. */
    static Page open(URI base, String query, Map<String, String> headers) {
        Page page = open(new Wire(base, 0), base, query, headers);
        page.read();
        return page;
    }

    /** Opens a stream and leaves it unread, with a small buffer. */
    static Page openUnread(URI base, String query, Map<String, String> headers) {
        return open(new Wire(base, 64 * 1024), base, query, headers);
    }

    /** Opens a stream and reads it, but by a slow line. */
    static Page openSlow(URI base, String query, int bytesPerSecond) {
        Page page = open(new Wire(base, PACE_BYTES), base, query, Map.of());
        page.nanosPerPace = Duration.ofSeconds(PACE_BYTES).toNanos() / bytesPerSecond;
        page.read();
        return page;
    }

    private static Page open(Wire wire, URI base, String query, Map<String, String> headers) {
        StringBuilder request = new StringBuilder("GET " + base.getRawPath() + query + " HTTP/1.1\r\nHost: "
                + base.getAuthority() + "\r\nAccept: text/event-stream\r\n");
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        wire.write(request + "\r\n");
        Wire.Head head = wire.readHead();
        if (head == null) {
            throw new AssertionError("The server has closed the connection instead of opening a stream");
        }
        if (head.status() != 200) {
            throw new AssertionError(
                    "No stream but " + head + " " + new String(wire.readBody(false), StandardCharsets.UTF_8));
        }
        return new Page(wire, head);
    }

    Wire.Head head() {
        return head;
    }

    void read() {
        Thread reader = new Thread(this::readAll, "page");
        reader.setDaemon(true);
        reader.start();
    }

    private void readAll() {
        try {
            String type = "message";
            StringBuilder data = new StringBuilder();
            for (String line = readLine(); line != null; line = readLine()) {
                if (line.isEmpty()) {
                    if (data.length() > 0) {
                        String text = data.substring(0, data.length() - 1);
                        add(new Event(type, lastId, text, JSON.readTree(text)));
                    }
                    type = "message";
                    data.setLength(0);
                } else if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line, 6, line.length()).append('\n');
                } else if (line.startsWith("retry: ")) {
                    retry = line.substring(7);
                } else {
                    throw new AssertionError("Not a line of an event stream: " + line);
                }
            }
        } catch (IOException e) {
            // the line was cut
        } finally {
            lock.lock();
            try {
                ended = true;
                told.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private @Nullable String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = wire.readByte(); b != '\n'; b = wire.readByte()) {
            if (b < 0) {
                return null;
            }
            line.write(b);
            if (++readBytes % PACE_BYTES == 0 && nanosPerPace > 0) {
                pace();
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private void pace() {
        lock.lock();
        try {
            long left = nanosPerPace;
            while (left > 0) {
                left = told.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void add(Event event) {
        lock.lock();
        try {
            events.add(event);
            told.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<Event> events() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    List<Event> messages() {
        return events().stream().filter(Event::isMessage).toList();
    }

    /** The ids of the messages, as their data tells them. */
    List<String> ids() {
        return messages().stream()
                .map(event -> event.json().path("id").asString())
                .toList();
    }

    List<Event> system(String type) {
        return events().stream().filter(event -> event.system().equals(type)).toList();
    }

    @Nullable
    String retry() {
        return retry;
    }

    void await(String what, Predicate<Page> condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        lock.lock();
        try {
            while (!condition.test(this)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    List<Event> all = events();
                    fail("Not within " + PATIENCE.toSeconds() + " s: " + what + ". Told: " + all.size()
                            + " events, the last of them "
                            + all.subList(Math.max(0, all.size() - 5), all.size()).stream()
                                    .map(Event::data)
                                    .map(data -> data.substring(0, Math.min(200, data.length())))
                                    .toList());
                }
                long unused = told.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    Page awaitConnected(int channels) {
        await(channels + " channels connected", page -> page.system("connected").size() >= channels);
        return this;
    }

    void awaitMessages(int count) {
        await(count + " messages", page -> page.messages().size() >= count);
    }

    void awaitSystem(String type) {
        await(type, page -> !page.system(type).isEmpty());
    }

    void awaitEnd() {
        await("the end of the stream", page -> page.ended);
    }

    /** Cuts the line, as a network does. */
    void cut() {
        wire.reset();
    }

    @Override
    public void close() {
        wire.close();
    }
}
