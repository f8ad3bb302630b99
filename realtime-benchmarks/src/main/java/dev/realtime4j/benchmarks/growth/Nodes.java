package dev.realtime4j.benchmarks.growth;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.benchmarks.emits.Emits;
import dev.realtime4j.codec.RawJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, each in a JVM of its own, that follow channels of one broker, to which this JVM emits at a steady pace: the processor
 * time of each part.
 */
final class Nodes implements AutoCloseable {
    private static final int CHANNELS = 100;
    /** As they come where there is much to do: each wake-up is for several messages. */
    private static final int AT_ONCE = 100;

    private static final int PER_SECOND = 10_000;
    private static final int UNDER_WAY = 500;
    /** On a busy machine all of them start at once. */
    static final RealtimeConfig.Timeouts PATIENT =
            new RealtimeConfig.Timeouts(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(10));

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final RawJson DATA = RawJson.of(
            "{\"user\":\"user-123\",\"text\":\"" + "The quick brown fox jumps over the dog. ".repeat(4) + "\"}");

    private final Realtime realtime;
    private final List<Child> children = new ArrayList<>();
    private int followers;
    private long wanted;

    /**
     * Processor time of a message, in µs.
     *
     * @param emitter of the JVM that emits
     * @param broker of the broker
     * @param nodes of all nodes together
     * @param messages how many there were
     */
    record Cost(double emitter, double broker, double nodes, int messages) {}

    /** What a node has told. */
    private record Told(long arrived, long cpuNanos) {}

    /** A node. */
    private record Child(Process process, BufferedReader answers, Writer questions) {
        static Child start(String url) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xms128m",
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Node.class.getName(),
                            url)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new Child(
                    process,
                    process.inputReader(StandardCharsets.US_ASCII),
                    process.outputWriter(StandardCharsets.US_ASCII));
        }

        Told answer() throws IOException {
            String line = answers.readLine();
            if (line == null) {
                throw new IOException("A node has ended");
            }
            String[] parts = line.split(" ", -1);
            return new Told(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        }

        void tell(String line) throws IOException {
            questions.write(line + "\n");
            questions.flush();
        }
    }

    /**
     * Starts nodes, which follow nothing yet.
     *
     * @param count how many
     */
    Nodes(String url, int count) throws IOException {
        realtime =
                Realtime.connect(RealtimeConfig.builder(url).timeouts(PATIENT).build());
        for (int i = 0; i < count; i++) {
            children.add(Child.start(url));
        }
    }

    /**
     * Has nodes follow, and waits until they do; the others are not even connected.
     *
     * @param count how many of the nodes
     * @param shared whether each follows all channels, or each a part of its own
     */
    void follow(int count, boolean shared) throws IOException {
        for (int i = 0; i < children.size(); i++) {
            int from = i >= count || shared ? 0 : CHANNELS * i / count;
            int until = i >= count ? 0 : shared ? CHANNELS : CHANNELS * (i + 1) / count;
            children.get(i).tell(from + " " + until);
        }
        wanted = 0;
        for (Child child : children) {
            wanted += child.answer().arrived;
        }
        followers = shared ? count : 1;
    }

    /** Emits without a pace, so that all parts are compiled, and waits until all has arrived. */
    void warmUp(int messages) throws IOException, InterruptedException {
        List<String> names =
                IntStream.range(0, CHANNELS).mapToObj(i -> "c-" + i).toList();
        double unused = new Emits(realtime, names, DATA.bytes()).underWay(messages, UNDER_WAY);
        wanted += (long) messages * followers;
        List<Told> unusedToo = await();
    }

    /**
     * Emits for some time, and waits until all has arrived.
     *
     * @return what a message has cost
     * @throws IllegalStateException if a message was lost or came twice
     */
    Cost run(double seconds) throws IOException {
        long emitter = Cpu.ofThis();
        long broker = Cpu.ofStarted() - nodes();
        long nodes = told().stream().mapToLong(Told::cpuNanos).sum();
        int messages = (int) (seconds * PER_SECOND);
        emit(messages);
        wanted += (long) messages * followers;
        List<Told> after = await();
        double perMessage = 1e-3 / messages;
        return new Cost(
                (Cpu.ofThis() - emitter) * perMessage,
                (Cpu.ofStarted() - nodes() - broker) * perMessage,
                (after.stream().mapToLong(Told::cpuNanos).sum() - nodes) * perMessage,
                messages);
    }

    /** As the system counts it, which is what a broker's time is taken from. */
    private long nodes() {
        return children.stream()
                .mapToLong(child -> Cpu.of(child.process.toHandle()))
                .sum();
    }

    private void emit(int messages) {
        List<Channel> channels = IntStream.range(0, CHANNELS)
                .mapToObj(i -> realtime.channel("c-" + i))
                .toList();
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            if (i % AT_ONCE == 0) {
                long due = start + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
            }
            var unused = channels.get(i % CHANNELS).emitAsync("e", DATA).whenComplete((id, failure) -> {
                if (failure != null) {
                    failed.set(failure);
                }
            });
        }
        if (failed.get() != null) {
            throw new IllegalStateException("An emit has failed", failed.get());
        }
    }

    private List<Told> await() throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        List<Told> told = told();
        while (arrived(told) < wanted && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            told = told();
        }
        if (arrived(told) != wanted) {
            throw new IllegalStateException("In place of " + wanted + " messages " + arrived(told) + " have arrived");
        }
        return told;
    }

    private static long arrived(List<Told> told) {
        return told.stream().mapToLong(Told::arrived).sum();
    }

    private List<Told> told() throws IOException {
        List<Told> told = new ArrayList<>();
        for (Child child : children) {
            child.tell("");
        }
        for (Child child : children) {
            told.add(child.answer());
        }
        return told;
    }

    @Override
    public void close() {
        children.forEach(child -> child.process.destroy());
        realtime.close();
        children.forEach(child -> child.process.onExit().join());
    }
}
