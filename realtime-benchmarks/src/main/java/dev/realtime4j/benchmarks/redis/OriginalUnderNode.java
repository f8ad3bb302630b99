package dev.realtime4j.benchmarks.redis;

import dev.realtime4j.benchmarks.node.NodeProgram;
import dev.realtime4j.benchmarks.peers.Messenger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The original, {@code @upstash/realtime}, in a process of Node. It is told by lines {@code [number, action, arguments...]}, and
 * answers with lines {@code +number} when that is done, and {@code =data} for each message.
 */
final class OriginalUnderNode implements Messenger {
    /** The number of what is not waited for. */
    private static final long UNANSWERED = 0;

    private static final int PATIENCE_SECONDS = 30;

    private final NodeProgram program;
    private final AtomicLong numbers = new AtomicLong(UNANSWERED);
    private final Map<Long, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();
    private volatile Consumer<byte[]> handler = json -> {};

    OriginalUnderNode(String redis) throws IOException {
        program = NodeProgram.start("original", "peer.mjs", redis, this::told);
    }

    private void told(String line) {
        String rest = line.substring(1);
        if (line.charAt(0) == '=') {
            handler.accept(rest.getBytes(StandardCharsets.UTF_8));
            return;
        }
        CompletableFuture<Void> done = underWay.remove(Long.valueOf(rest));
        if (done != null) {
            done.complete(null);
        }
    }

    private void call(String action) throws IOException, InterruptedException, ExecutionException, TimeoutException {
        long number = numbers.incrementAndGet();
        CompletableFuture<Void> done = new CompletableFuture<>();
        underWay.put(number, done);
        tell(number, action);
        done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void tell(long number, String action) throws IOException {
        program.tell("[" + number + "," + action + "]");
    }

    /** A channel's name in JSON; those here have no characters to escape. */
    private static String quoted(String channel) {
        return "\"original:" + channel + "\"";
    }

    private static String emission(String channel, byte[] json) {
        return "\"emit\"," + quoted(channel) + "," + new String(json, StandardCharsets.UTF_8);
    }

    @Override
    public void emit(String channel, byte[] json) throws Exception {
        call(emission(channel, json));
    }

    @Override
    public void send(String channel, byte[] json) throws IOException {
        tell(UNANSWERED, emission(channel, json));
    }

    /** {@inheritDoc} Only one at a time. */
    @Override
    public Following follow(List<String> channels, Consumer<byte[]> handler) throws Exception {
        this.handler = handler;
        call(channels.stream().map(OriginalUnderNode::quoted).collect(Collectors.joining(",", "\"follow\",", "")));
        return () -> {
            try {
                tell(UNANSWERED, "\"unfollow\"");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    @Override
    public void close() {
        program.close();
    }
}
