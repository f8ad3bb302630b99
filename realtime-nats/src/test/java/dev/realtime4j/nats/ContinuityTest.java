package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.Emission;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.tck.MutableClock;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.NatsServer;
import java.time.Clock;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is said of a cursor whose own record is gone. Streams are purged where time would do the same, later. */
@Tag("once")
class ContinuityTest {
    private static final NatsServer SERVER = NatsServer.launch();
    /** Kept for two minutes. */
    private static final Retention BRIEF = new Retention(1000, Duration.ofSeconds(30));

    private static final Duration LONGER_THAN_KEPT = Duration.ofSeconds(130);

    private final FaultyLink link = new FaultyLink(SERVER.host(), SERVER.port());
    private final MutableClock clock = new MutableClock();
    private final LiveRecorder sink = new LiveRecorder();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @AfterEach
    void closeLink() {
        link.close();
    }

    private static String url(int port, String options) {
        return "nats://127.0.0.1:" + port + "?prefix=" + options;
    }

    private NatsTransport open(int port, String options) {
        return open(port, options, clock);
    }

    private static NatsTransport open(int port, String options, Clock clock) {
        return NatsTransport.open(RealtimeConfig.builder(url(port, options))
                .retention(BRIEF)
                .clock(clock)
                .build());
    }

    /** What the first listener saw last. */
    private MessageId seen(NatsTransport reader, NatsTransport emitter) {
        reader.listen("c", sink).toCompletableFuture().join();
        clock.advance(Duration.ofSeconds(10)); // surely later than the stream was made
        MessageId first = TestTransports.append(emitter, "c", "1");
        assertThat(sink.awaitFirst()).isEqualTo(first);
        return first;
    }

    private void awaitLoss() {
        link.refuse();
        Awaitility.await().atMost(Client.SECONDS).until(() -> sink.interruptions() == 1);
    }

    private static void purge(String prefix) {
        Client.bare(
                url(SERVER.port(), prefix),
                connection -> connection.jetStreamManagement().purgeStream(prefix + "_all"));
    }

    /** What came during an outage may have aged before its end. */
    @Test
    void afterAnOutageLongerThanMessagesAreKeptItIsUnknownWhatIsMissing() {
        try (NatsTransport reader = open(link.port(), "aged");
                NatsTransport emitter = open(SERVER.port(), "aged")) {
            MessageId first = seen(reader, emitter);
            awaitLoss();
            TestTransports.append(emitter, "c", "2");
            purge("aged");
            clock.advance(LONGER_THAN_KEPT);
            TestTransports.append(emitter, "c", "3");
            link.restore();
            assertThat(TestTransports.after(reader, "c", first).continuity()).isEqualTo(Continuity.UNKNOWN);
        }
    }

    /** As where a machine sleeps: an outage begins when the server was heard for the last time, not when it is noticed. */
    @Test
    void anOutageThatIsNoticedLateIsAsLongAsItWas() {
        try (NatsTransport reader = open(link.port(), "asleep");
                NatsTransport emitter = open(SERVER.port(), "asleep")) {
            MessageId first = seen(reader, emitter);
            link.stall();
            TestTransports.append(emitter, "c", "2");
            purge("asleep");
            clock.advance(LONGER_THAN_KEPT);
            awaitLoss();
            link.restore();
            assertThat(TestTransports.after(reader, "c", first).continuity()).isEqualTo(Continuity.UNKNOWN);
        }
    }

    @Test
    void afterABriefOutageNothingIsMissingThoughTheLastMessageHasAged() {
        Clock later = Clock.offset(clock, LONGER_THAN_KEPT);
        try (NatsTransport reader = open(link.port(), "brief", later);
                NatsTransport emitter = open(SERVER.port(), "brief")) {
            MessageId first = seen(reader, emitter);
            purge("brief");
            awaitLoss();
            MessageId next = TestTransports.append(emitter, "c", "2");
            link.restore();
            Page page = TestTransports.after(reader, "c", first);
            assertThat(page.continuity()).isEqualTo(Continuity.EXACT);
            assertThat(page.scannedTo()).isEqualTo(next);
        }
    }

    @Test
    void whoHasListenedAllTheTimeKnowsThatNothingIsMissing() {
        try (NatsTransport reader = open(link.port(), "quiet");
                NatsTransport emitter = open(SERVER.port(), "quiet")) {
            MessageId first = seen(reader, emitter);
            purge("quiet");
            assertThat(TestTransports.after(reader, "c", first).continuity()).isEqualTo(Continuity.EXACT);
        }
    }

    /** The id of a message with a key does not say when it was emitted. */
    @Test
    void whoHasListenedAllTheTimeIsToldNoGapAlsoAfterAMessageWithAKey() {
        try (Client client = new Client(RealtimeConfig.builder(url(SERVER.port(), "keyed"))
                .retention(BRIEF)
                .clock(clock))) {
            client.subscribe("c");
            client.realtime().emitAsync(Emission.of("c", "e", 1).withKey("k")).join();
            client.awaitTold("1");
            purge("keyed");
            clock.advance(LONGER_THAN_KEPT);
            client.emit("c", 2);
            client.awaitTold("2");
            assertThat(client.gaps()).isEmpty();
        }
    }

    /** A stream that is full drops messages of any age. */
    @Test
    void afterAnOutageItIsUnknownWhatAFullStreamHasDropped() {
        String bounded = "full&max-bytes=300000";
        try (NatsTransport reader = open(link.port(), bounded);
                NatsTransport emitter = open(SERVER.port(), bounded)) {
            MessageId first = seen(reader, emitter);
            awaitLoss();
            TestTransports.append(emitter, "c", "2");
            for (int i = 0; i < 50; i++) {
                TestTransports.append(emitter, "other", "\"" + "x".repeat(10_000) + "\"");
            }
            TestTransports.append(emitter, "c", "3");
            clock.advance(LONGER_THAN_KEPT.dividedBy(2));
            link.restore();
            assertThat(TestTransports.after(reader, "c", first).continuity()).isEqualTo(Continuity.UNKNOWN);
            clock.advance(LONGER_THAN_KEPT.dividedBy(2));
            assertThat(TestTransports.after(reader, "c", first).continuity()).isEqualTo(Continuity.UNKNOWN);
        }
    }

    @Test
    void ofAChannelThatIsEmptyNowItIsUnknownWhatFollowedACursor() {
        try (NatsTransport transport = open(SERVER.port(), "emptied")) {
            clock.advance(Duration.ofSeconds(10));
            MessageId first = TestTransports.append(transport, "c", "1");
            TestTransports.append(transport, "c", "2");
            purge("emptied");
            Page page = TestTransports.after(transport, "c", first);
            assertThat(page.entries()).isEmpty();
            assertThat(page.continuity()).isEqualTo(Continuity.UNKNOWN);
        }
    }
}
