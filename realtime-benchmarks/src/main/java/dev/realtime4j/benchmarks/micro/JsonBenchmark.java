package dev.realtime4j.benchmarks.micro;

import dev.realtime4j.codec.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** To see that a message's data is JSON, as each process that follows its channel does, beside a parser of the library. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class JsonBenchmark {
    private static final JsonFactory LIBRARY = new JsonFactory();

    /** What the data is. */
    @Param({"chat", "text", "umlauts", "table"})
    public String kind = "";

    private byte[] json = {};

    /** Made by JMH. */
    public JsonBenchmark() {}

    /** Makes the data. */
    @Setup
    public void make() {
        String text = "The quick brown fox jumps over the dog. ";
        String row = "{\"id\":1234567,\"name\":\"user-123\",\"price\":-12.50,\"tags\":[\"a\",\"b\"],\"active\":true}";
        json = (switch (kind) {
                    case "chat" -> "{\"user\":\"user-123\",\"text\":\"hello\"}";
                    case "text" -> "\"" + text.repeat(4) + "\"";
                    case "umlauts" -> "\"" + "Übergrößenträger ".repeat(10) + "\"";
                    default -> "[" + (row + ",").repeat(49) + row + "]";
                })
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * As a backend does it.
     *
     * @return the value
     */
    @Benchmark
    public RawJson recognize() {
        return RawJson.wrap(json);
    }

    /**
     * All tokens of a parser.
     *
     * @return how many there are
     */
    @Benchmark
    public int parse() {
        int tokens = 0;
        try (JsonParser parser = LIBRARY.createParser(ObjectReadContext.empty(), json)) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }
}
