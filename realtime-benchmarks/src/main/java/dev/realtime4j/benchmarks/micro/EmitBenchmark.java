package dev.realtime4j.benchmarks.micro;

import dev.realtime4j.Channel;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.codec.RawJson;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the calling thread does in an emit, and in a small read of history. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EmitBenchmark {
    private static final Map<String, String> DATA = Map.of("user", "user-123", "text", "hello");

    private final RawJson encoded = RawJson.of("{\"user\":\"user-123\",\"text\":\"hello\"}");
    private final Realtime realtime = Realtime.connect("memory:");
    private final Channel channel = realtime.channel("room");

    /** Made by JMH. */
    public EmitBenchmark() {}

    /** Fills the history. */
    @Setup
    public void fill() {
        for (int i = 0; i < 1000; i++) {
            channel.emit("chat.message", encoded);
        }
    }

    /** Closes. */
    @TearDown
    public void close() {
        realtime.close();
    }

    /**
     * Names are checked, nothing is encoded, nobody listens.
     *
     * @return the id
     */
    @Benchmark
    public MessageId emitEncoded() {
        return channel.emit("chat.message", encoded);
    }

    /**
     * As before, with data that is encoded.
     *
     * @return the id
     */
    @Benchmark
    public MessageId emitMap() {
        return channel.emit("chat.message", DATA);
    }

    /**
     * The newest 50 messages.
     *
     * @return the page
     */
    @Benchmark
    public HistoryPage latest50() {
        return channel.history(HistoryQuery.latest(50));
    }
}
