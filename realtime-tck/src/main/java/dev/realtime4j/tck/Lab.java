package dev.realtime4j.tck;

import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;

/** The workbench of one test: its store, its clients, its random numbers. Closing it closes all of them. */
final class Lab implements AutoCloseable {
    /**
     * Requests fail early enough that a test can wait for it, late enough that a healthy backend never needs as long. To
     * connect may take as long as a cluster on a busy machine needs; tests of what is away have a timeout of their own.
     */
    static final RealtimeConfig.Timeouts TIMEOUTS =
            new RealtimeConfig.Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofSeconds(5));

    private final TransportFixture fixture;
    private final Random random;
    private final String test;
    private final Optional<String> replay;
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

    Lab(TransportFixture fixture, String test, long seed, Optional<String> replay) {
        this.replay = replay;
        this.fixture = fixture;
        this.test = test;
        // A test draws the same numbers whether it runs alone or among others.
        this.random = new Random(seed * 31 + test.hashCode());
    }

    TransportFixture fixture() {
        return fixture;
    }

    /** The operations that the model check shall repeat. */
    Optional<String> replay() {
        return replay;
    }

    Random random() {
        return random;
    }

    /** A channel that no other test uses. */
    String name(Kept kept) {
        int end = test.indexOf('_');
        String rule = end > 0 ? test.substring(0, end) : test;
        return kept.prefix + "tck-" + rule + "-" + Long.toHexString(random.nextLong());
    }

    String name() {
        return name(Kept.BY_DEFAULT);
    }

    Inbox inbox() {
        return new Inbox(fixture.patience(), fixture.quiet());
    }

    /** How old messages of {@link Kept#BRIEF} channels become. */
    Duration briefAge() {
        return fixture.clock().isPresent() ? Duration.ofMinutes(10) : Duration.ofSeconds(2);
    }

    /** Lets a time pass by which ages are judged: drives the clock, or waits where it cannot be driven. */
    void age(Duration time) {
        if (fixture.clock().isPresent()) {
            fixture.clock().get().advance(time);
        } else {
            long end = System.nanoTime() + time.toNanos();
            Waiting.until(time.plus(fixture.patience()), () -> "time has passed", () -> System.nanoTime() - end > 0);
        }
    }

    Clock clock() {
        return fixture.clock().<Clock>map(clock -> clock).orElseGet(Clock::systemUTC);
    }

    Faults faults(Faults.Kind kind) {
        Assumptions.assumeTrue(
                fixture.faults().isPresent() && fixture.faults().get().offered().contains(kind),
                "the fixture cannot cause " + kind);
        return fixture.faults().orElseThrow();
    }

    Client client() {
        return client(builder -> builder);
    }

    Client client(UnaryOperator<RealtimeConfig.Builder> settings) {
        return client(settings, UnaryOperator.identity());
    }

    /** A client whose transport is wrapped once more, such as by {@link SimulatedFaults} of the test's own. */
    Client client(UnaryOperator<RealtimeConfig.Builder> settings, UnaryOperator<Transport> wrapper) {
        RecordingMetrics metrics = new RecordingMetrics();
        RealtimeConfig config = settings.apply(
                        Kept.configure(fixture.config(), briefAge()).timeouts(TIMEOUTS))
                .metrics(metrics)
                .build();
        CountingTransport transport = new CountingTransport(wrapper.apply(fixture.open(config)));
        Realtime realtime = Realtime.over(transport, config);
        opened.add(realtime);
        return new Client(realtime, transport, metrics);
    }

    Client client(SimulatedFaults faults) {
        return client(UnaryOperator.identity(), transport -> faults.wrap(() -> transport));
    }

    /** A client at the level of the SPI. */
    Transport transport() {
        RealtimeConfig config =
                Kept.configure(fixture.config(), briefAge()).timeouts(TIMEOUTS).build();
        Transport transport = fixture.open(config);
        opened.add(transport);
        return transport;
    }

    static Entry entry(String event, String json) {
        return new Entry(event, json.getBytes(StandardCharsets.UTF_8), null);
    }

    static MessageId append(Transport transport, String channel, String json) {
        return Waiting.get(transport.append(channel, entry("e", json)));
    }

    static List<MessageId> append(Transport transport, String channel, int count) {
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(append(transport, channel, Integer.toString(i)));
        }
        return ids;
    }

    static Page read(Transport transport, String channel, ReadRequest request) {
        return Waiting.get(transport.read(channel, request));
    }

    void closeLater(AutoCloseable resource) {
        opened.add(resource);
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(opened);
        java.util.Collections.reverse(all);
        for (AutoCloseable resource : all) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException("A client cannot be closed", e);
            }
        }
        fixture.close();
    }
}
