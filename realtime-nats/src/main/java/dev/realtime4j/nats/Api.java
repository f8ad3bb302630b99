package dev.realtime4j.nats;

import dev.realtime4j.RealtimeException;
import io.nats.client.Connection;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.support.IncomingHeadersProcessor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The few requests of the JetStream API that reading needs.
 *
 * <p>Records are asked of the stream's leader (Rule H6). A direct get is cheaper and may be answered by a replica that is
 * behind, so it is used only where a stream has no replicas, and believed only where that stream itself answers. Safe for any threads.
 */
final class Api {
    /** The server limits what it sends; a message's data is one string of its answer. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build();

    private static final int NO_MESSAGE = 10037;
    private static final int NO_STREAM = 10059;

    private final Link link;
    private final Streams streams;
    private final String root;
    private final Duration timeout;
    private final Runnable streamMissing;
    private volatile boolean notAlone;
    private final Map<Group, Heads> heads = new ConcurrentHashMap<>();

    /** What a stream says of itself; {@code subjects} is how many have records. */
    record StreamState(long createdMillis, long lastSeq, long subjects) {}

    /**
     * Makes an API.
     *
     * @param streamMissing told when a request finds no stream
     */
    Api(Link link, Streams streams, @Nullable String domain, Duration timeout, Runnable streamMissing) {
        this.link = link;
        this.streams = streams;
        this.root = domain == null ? "$JS.API." : "$JS." + domain + ".API.";
        this.timeout = timeout;
        this.streamMissing = streamMissing;
    }

    /** A subject of the API. */
    String subject(String request) {
        return root + request;
    }

    /** How long an answer may take. */
    Duration timeout() {
        return timeout;
    }

    /** Whether others than the leader have the stream too, and may be behind it. */
    boolean hasReplicas(Group group) {
        return streams.hasReplicas(group);
    }

    /** Whether a connection leads to a server that has the streams itself and shares them with no other. */
    boolean isAlone(Connection connection) {
        return !notAlone
                && !streams.isReplicated(connection)
                && connection.getServerInfo().isJetStreamAvailable();
    }

    /** Takes note that {@link #isAlone} may be wrong: a server does not tell that it has the streams from another one. */
    void foundNotAlone() {
        notAlone = true;
    }

    /**
     * Where the newest record of a subject is that may have none. Asked of the leader at once: a direct get that finds nothing
     * does not say who has looked.
     */
    CompletableFuture<Records.@Nullable Place> last(Group group, String subject) {
        return heads.computeIfAbsent(group, one -> new Heads(this, one)).last(subject);
    }

    /** The word of the leader itself on where the newest record of a subject is. */
    CompletableFuture<Records.@Nullable Place> newest(Group group, String subject) {
        return ofLeader(group, newest(subject)).thenApply(found -> place(found, subject));
    }

    /** Where the newest record of a subject is that has had some: it is cheaper to ask where one is found. */
    CompletableFuture<Records.@Nullable Place> lastOfUsed(Group group, String subject) {
        return message(group, newest(subject)).thenApply(found -> place(found, subject));
    }

    private static Map<String, ?> newest(String subject) {
        return Map.of("last_by_subj", subject);
    }

    /** Where the oldest record of a subject is. */
    CompletableFuture<Records.@Nullable Place> oldest(Group group, String subject) {
        return message(group, Map.of("next_by_subj", subject, "seq", 1)).thenApply(found -> place(found, subject));
    }

    /** What is at a sequence; if it is of another subject, a position that no cursor has. */
    CompletableFuture<Records.@Nullable Place> at(Group group, String subject, long seq) {
        return message(group, Map.of("seq", seq)).thenApply(found -> place(found, subject));
    }

    /** The oldest record of a subject from a sequence on. */
    CompletableFuture<Records.@Nullable Kept> next(Group group, String subject, long seq) {
        return message(group, Map.of("next_by_subj", subject, "seq", seq))
                .thenApply(found -> found == null ? null : Records.decode(found.seq, found.headers, found.data));
    }

    private static Records.@Nullable Place place(@Nullable Found found, String subject) {
        return found == null ? null : Records.place(found.seq, subject.equals(found.subject) ? found.headers : null);
    }

    /** A record as it was answered. */
    private static final class Found {
        final long seq;
        final @Nullable String subject;
        final @Nullable Headers headers;
        final byte @Nullable [] data;

        Found(long seq, @Nullable String subject, @Nullable Headers headers, byte @Nullable [] data) {
            this.seq = seq;
            this.subject = subject;
            this.headers = headers;
            this.data = data;
        }
    }

    private CompletableFuture<@Nullable Found> message(Group group, Map<String, ?> query) {
        return hasReplicas(group) ? ofLeader(group, query) : direct(group, query);
    }

    private CompletableFuture<@Nullable Found> direct(Group group, Map<String, ?> query) {
        return ask("DIRECT.GET." + group.stream(), query).thenCompose(answer -> {
            Found found = found(group, answer);
            return found == null ? ofLeader(group, query) : CompletableFuture.completedFuture(found);
        });
    }

    /**
     * What the stream itself has found. Null if the leader must be asked: mirrors answer direct gets too, and a mirror may be
     * behind the stream or keep more than that. What the server says comes after what a record says of itself.
     */
    private static @Nullable Found found(Group group, Message answer) {
        Headers headers = answer.getHeaders();
        if (headers == null || answer.isStatusMessage() || !group.stream().equals(headers.getLast("Nats-Stream"))) {
            return null;
        }
        String seq = headers.getLast("Nats-Sequence");
        return new Found(Long.parseLong(seq), headers.getLast("Nats-Subject"), headers, answer.getData());
    }

    private CompletableFuture<@Nullable Found> ofLeader(Group group, Map<String, ?> query) {
        return ask("STREAM.MSG.GET." + group.stream(), query).thenApply(answer -> {
            JsonNode json = JSON.readTree(answer.getData());
            JsonNode error = json.path("error");
            if (error.path("err_code").asInt() == NO_MESSAGE) {
                return null;
            }
            if (!error.isMissingNode()) {
                throw failed(group.stream(), error);
            }
            JsonNode message = json.path("message");
            return new Found(
                    message.path("seq").asLong(),
                    message.path("subject").asString(),
                    headers(bytes(message, "hdrs")),
                    bytes(message, "data"));
        });
    }

    private static byte[] bytes(JsonNode message, String member) {
        return Base64.getDecoder().decode(message.path(member).asString(""));
    }

    /** The same that is read of them where they come as headers of a message. */
    private static @Nullable Headers headers(byte[] block) {
        return block.length == 0 ? null : new IncomingHeadersProcessor(HeaderBlock.readable(block, true)).getHeaders();
    }

    private CompletionException failed(String what, JsonNode error) {
        if (error.path("err_code").asInt() == NO_STREAM) {
            streamMissing.run();
        }
        String why = error.path("description").asString("");
        return new CompletionException(Failures.read("NATS refuses to read " + what + ": " + why, null));
    }

    /** When the stream was created and how far it has got. */
    CompletableFuture<StreamState> state(Group group) {
        return askJson("STREAM.INFO." + group.stream(), Map.of())
                .thenApply(answer -> new StreamState(
                        OffsetDateTime.parse(answer.path("created").asString())
                                .toInstant()
                                .toEpochMilli(),
                        answer.path("state").path("last_seq").asLong(),
                        answer.path("state").path("num_subjects").asLong()));
    }

    /** All subjects that have records; null if the server does not tell all at once. */
    CompletableFuture<@Nullable Set<String>> subjects(Group group) {
        return askJson("STREAM.INFO." + group.stream(), Map.of("subjects_filter", group.subjects() + ">"))
                .thenApply(answer -> {
                    JsonNode state = answer.path("state");
                    Collection<String> told = state.path("subjects").propertyNames();
                    boolean whole = told.isEmpty()
                            ? state.path("num_subjects").asLong() == 0
                            : told.size() == answer.path("total").asLong();
                    return whole ? new HashSet<>(told) : null;
                });
    }

    /** Asks for something that is answered in JSON; an answer that tells an error fails the stage. */
    CompletableFuture<JsonNode> askJson(String request, Map<String, ?> query) {
        return ask(request, query).thenApply(answer -> {
            JsonNode json = JSON.readTree(answer.getData());
            JsonNode error = json.path("error");
            if (!error.isMissingNode()) {
                throw failed(request, error);
            }
            return json;
        });
    }

    private CompletableFuture<Message> ask(String request, Map<String, ?> query) {
        try {
            return link.request(root + request, null, json(query), timeout).exceptionally(failure -> {
                throw new CompletionException(unanswered(request, failure));
            });
        } catch (IllegalStateException closed) {
            return CompletableFuture.failedFuture(Failures.away());
        }
    }

    /** The failure of a request that was not answered. */
    RealtimeException unanswered(String request, Throwable failure) {
        if (Failures.unwrapped(failure) instanceof JetStreamStatusException) {
            streamMissing.run(); // Nobody listens to a stream's requests.
        }
        return Failures.read("NATS does not answer " + request + link.complaint(), failure);
    }

    static byte[] json(Map<String, ?> value) {
        return value.isEmpty() ? new byte[0] : JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
    }
}
