package dev.realtime4j.benchmarks.nats;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStream;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.MessageHandler;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What a program does that uses the driver itself, on the streams that Realtime has made. */
final class BareNats implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String STREAM = "rt_all";
    private static final String STORED = "rt.all.";
    private static final String LIVE = "rt.live.all.";

    private final Connection emits;
    private final Connection reads;
    private final JetStream stream;

    BareNats(String url) throws Exception {
        emits = Nats.connect(url);
        reads = Nats.connect(new Options.Builder()
                .server(url)
                .maxMessagesInOutgoingQueue(1 << 20)
                .build());
        stream = emits.jetStream();
    }

    private static Headers headers() {
        return new Headers().put("Rt-Event", "e").put("Rt-Time", Long.toString(System.currentTimeMillis()));
    }

    void emit(String channel, byte[] data) throws Exception {
        stream.publish(STORED + channel, headers(), data);
    }

    CompletableFuture<?> emitAsync(String channel, byte[] data) {
        return stream.publishAsync(STORED + channel, headers(), data);
    }

    /** Emits one message to each channel, so many under way at a time. */
    void emitAll(List<String> channels, byte[] data, int window) throws InterruptedException {
        Semaphore places = new Semaphore(window);
        for (String channel : channels) {
            places.acquire();
            CompletableFuture<?> unused = emitAsync(channel, data).whenComplete((ack, failure) -> places.release());
        }
        places.acquire(window);
    }

    /** Subscribes to what the stream republishes, and waits until the server knows. */
    Dispatcher follow(List<String> channels, MessageHandler handler) throws Exception {
        Dispatcher dispatcher = reads.createDispatcher(handler);
        dispatcher.setPendingLimits(0, 0);
        for (String channel : channels) {
            dispatcher.subscribe(LIVE + channel);
        }
        reads.flush(PATIENCE);
        return dispatcher;
    }

    void unfollow(Dispatcher dispatcher) throws Exception {
        reads.closeDispatcher(dispatcher);
        reads.flush(PATIENCE);
    }

    /** A new connection, over which the driver subscribes again. */
    void reconnect() throws Exception {
        reads.forceReconnect();
        reads.flush(PATIENCE);
    }

    /** The newest message of each channel. */
    List<Message> lastOfEach(List<String> channels) throws Exception {
        List<CompletableFuture<Message>> answers = new ArrayList<>(channels.size());
        for (String channel : channels) {
            answers.add(reads.request(
                    "$JS.API.DIRECT.GET." + STREAM,
                    ("{\"last_by_subj\":\"" + STORED + channel + "\"}").getBytes(StandardCharsets.UTF_8)));
        }
        return joined(answers);
    }

    /** The messages at known places. */
    List<Message> at(List<Long> sequences) throws Exception {
        List<CompletableFuture<Message>> answers = new ArrayList<>(sequences.size());
        for (long sequence : sequences) {
            answers.add(reads.request(
                    "$JS.API.DIRECT.GET." + STREAM, ("{\"seq\":" + sequence + "}").getBytes(StandardCharsets.UTF_8)));
        }
        return joined(answers);
    }

    private static List<Message> joined(List<CompletableFuture<Message>> answers) throws Exception {
        List<Message> messages = new ArrayList<>(answers.size());
        for (CompletableFuture<Message> answer : answers) {
            messages.add(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
        return messages;
    }

    /** The sequences of a channel's messages, by an ordered consumer. */
    List<Long> history(String channel, int count) throws Exception {
        JetStreamSubscription subscription = reads.jetStream()
                .subscribe(
                        STORED + channel,
                        PushSubscribeOptions.builder().stream(STREAM)
                                .ordered(true)
                                .build());
        List<Long> sequences = new ArrayList<>(count);
        while (sequences.size() < count) {
            sequences.add(subscription.nextMessage(PATIENCE).metaData().streamSequence());
        }
        subscription.unsubscribe();
        return sequences;
    }

    @Override
    public void close() {
        try {
            emits.close();
            reads.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
