package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime4j.EmitException;
import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Retention;
import dev.realtime4j.Subscription;
import dev.realtime4j.tck.broker.NatsServer;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.PurgeOptions;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class StreamsTest {
    private static final NatsServer SERVER = NatsServer.launch(
            "max_payload: 65536",
            "accounts { WITH { jetstream: enabled, users: [{ user: with, password: w }] }",
            "  WITHOUT { users: [{ user: without, password: w }] } }");

    private static String url(String prefix) {
        return "nats://with:w@127.0.0.1:" + SERVER.port() + "?prefix=" + prefix;
    }

    private static void bare(Client.Work work) {
        Client.bare("nats://with:w@127.0.0.1:" + SERVER.port(), work);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void aStreamWithOtherSettingsIsRefusedWithEachDifferenceNamed() {
        bare(connection -> connection
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("odd_all")
                        .subjects("odd.all.>")
                        .storageType(StorageType.Memory)
                        .retentionPolicy(RetentionPolicy.Interest)
                        .maxMessagesPerSubject(5)
                        .maxMessages(7)
                        .maximumMessageSize(100)
                        .maxConsumers(3)
                        .maxAge(Duration.ofHours(1))
                        .duplicateWindow(Duration.ofSeconds(1))
                        .build()));
        assertThatThrownBy(() -> new Client(url("odd")).close())
                .isInstanceOf(RealtimeException.class)
                .hasMessageContainingAll(
                        "stream odd_all",
                        "storage memory, not file",
                        "retention interest, not limits",
                        "max_msgs_per_subject 5, not 1001",
                        "max_msgs 7, not -1",
                        "max_age PT1H, not PT48H",
                        "max_msg_size 100, not -1",
                        "max_consumers 3, not -1",
                        "duplicate_window PT1S, not PT2M",
                        "allow_direct false, not true",
                        "republish none, not odd.all.> to odd.live.all.>")
                .satisfies(e -> assertThat(((RealtimeException) e).retryable()).isFalse());
    }

    @Test
    void anOperatorMayKeepMoreCopiesAndOtherWords() {
        bare(connection -> {
            new Client(url("own")).close();
            StreamConfiguration made =
                    connection.jetStreamManagement().getStreamInfo("own_all").getConfiguration();
            connection
                    .jetStreamManagement()
                    .updateStream(StreamConfiguration.builder(made)
                            .description("ours")
                            .denyDelete(false)
                            .build());
        });
        new Client(url("own")).close();
    }

    @Test
    void aSetupMakesAndCorrectsStreams() {
        NatsSetup setup = new NatsSetup(RealtimeConfig.builder(url("setup")).build());
        assertThat(setup.run(false)).containsExactly("stream setup_all is missing");
        assertThat(setup.run(true)).containsExactly("stream setup_all is made");
        assertThat(setup.run(true)).containsExactly("stream setup_all is in order");
        bare(connection -> {
            StreamConfiguration made =
                    connection.jetStreamManagement().getStreamInfo("setup_all").getConfiguration();
            connection
                    .jetStreamManagement()
                    .updateStream(StreamConfiguration.builder(made)
                            .maxMessages(7)
                            .maximumMessageSize(100)
                            .maxMessagesPerSubject(5)
                            .duplicateWindow(Duration.ofSeconds(1))
                            .allowDirect(false)
                            .build());
        });
        assertThat(setup.run(false)).hasSize(5).allMatch(line -> line.startsWith("stream setup_all has "));
        assertThatThrownBy(() -> new Client(url("setup")).close()).hasMessageContaining("nats-setup");
        assertThat(setup.run(true)).hasSize(5).allMatch(line -> line.endsWith(": corrected"));
        new Client(url("setup")).close();
    }

    @Test
    void whatAServerDoesNotChangeIsTold() {
        bare(connection -> connection
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("fixed_all")
                        .subjects("fixed.all.>")
                        .storageType(StorageType.Memory)
                        .build()));
        NatsSetup setup = new NatsSetup(RealtimeConfig.builder(url("fixed")).build());
        assertThatThrownBy(() -> setup.run(true))
                .isInstanceOf(RealtimeException.class)
                .hasMessageContainingAll("storage memory, not file", "delete the stream");
    }

    @Test
    void anotherRetentionThanTheStreamsIsRefused() {
        new Client(url("kept")).close();
        assertThatThrownBy(() -> new Client(
                                RealtimeConfig.builder(url("kept")).retention(new Retention(5, Duration.ofHours(24))))
                        .close())
                .hasMessageContaining("max_msgs_per_subject 1001, not 6");
    }

    @Test
    void anAccountWithoutJetStreamIsToldSo() {
        assertThatThrownBy(() -> new Client("nats://without:w@127.0.0.1:" + SERVER.port()).close())
                .isInstanceOf(RealtimeException.class)
                .hasMessageContainingAll("127.0.0.1:" + SERVER.port(), "JetStream");
    }

    @Test
    void applicationsWithDifferentPrefixesDoNotMeet() {
        try (Client one = new Client(url("one"));
                Client two = new Client(url("two"))) {
            two.subscribe("c");
            one.emit("c", 1);
            two.emit("c", 2);
            two.awaitTold("2");
            assertThat(two.told()).containsExactly("2");
            assertThat(one.history("c")).containsExactly("1");
        }
    }

    @Test
    void dataThatTheServerDoesNotTakeIsRefused() {
        try (Client client = new Client(url("small"))) {
            client.emit("c", "x".repeat(60_000));
            assertThatThrownBy(() -> client.emit("c", "x".repeat(70_000)))
                    .isInstanceOf(EmitException.class)
                    .hasMessageContainingAll("max_payload", "max-data-bytes")
                    .satisfies(e -> {
                        assertThat(((EmitException) e).stored()).isEqualTo(EmitException.Stored.NO);
                        assertThat(((EmitException) e).retryable()).isFalse();
                    });
        }
    }

    /** An operator deletes a stream while it is used: it is made again, and everybody is told that the log is new. */
    @Test
    void aDeletedStreamIsMadeAgain() {
        try (Client client = new Client(url("deleted"))) {
            client.subscribe("c");
            client.emit("c", 1);
            client.emit("c", 2);
            client.awaitTold("1", "2");
            bare(connection -> connection.jetStreamManagement().deleteStream("deleted_all"));
            client.emitSurely("c", 3);
            client.awaitTold("3");
            Awaitility.await().atMost(Client.SECONDS).until(() -> !client.gaps().isEmpty());
            assertThat(client.gaps()).extracting(Gap::reason).containsOnly(Gap.Reason.RESET);
            assertThat(client.told()).containsExactly("1", "2", "3");
        }
    }

    /** Deleted and made again by somebody else, so that no connection and no answer shows it. */
    @Test
    void aStreamThatIsReplacedUnderALiveSubscriptionIsAReset() {
        try (Client client = new Client(url("replaced"))) {
            client.subscribe("c");
            client.emit("c", 1);
            client.awaitTold("1");
            bare(connection -> {
                StreamConfiguration same = connection
                        .jetStreamManagement()
                        .getStreamInfo("replaced_all")
                        .getConfiguration();
                connection.jetStreamManagement().deleteStream("replaced_all");
                connection.jetStreamManagement().addStream(same);
                connection.jetStream().publish("replaced.all.other", new byte[0]);
                connection.jetStream().publish("replaced.all.other", new byte[0]);
            });
            client.emitSurely("c", 2);
            client.awaitTold("2");
            assertThat(client.gaps()).extracting(Gap::reason).containsExactly(Gap.Reason.RESET);
        }
    }

    /** Nobody would hear anything from then on, without a word. Servers newer than that of the build change it in place. */
    @Test
    void aStreamThatRepublishesNothingAnyMoreInterruptsUntilItDoes() {
        try (Client client = new Client(url("mute"))) {
            List<Subscription.Status> statuses = new CopyOnWriteArrayList<>();
            client.realtime()
                    .channel("c")
                    .subscribe(options -> options.onMessage(message -> {}).onStatus(statuses::add));
            client.subscribe("c");
            client.emit("c", 1);
            client.awaitTold("1");
            bare(connection -> {
                JetStreamManagement management = connection.jetStreamManagement();
                StreamConfiguration made = management.getStreamInfo("mute_all").getConfiguration();
                management.deleteStream("mute_all");
                management.addStream(
                        StreamConfiguration.builder(made).republish(null).build());
            });
            Awaitility.await().atMost(Client.SECONDS).until(() -> statuses.contains(Subscription.Status.RECONNECTING));
            bare(connection -> connection.jetStreamManagement().deleteStream("mute_all"));
            new NatsSetup(RealtimeConfig.builder(url("mute")).build()).run(true);
            client.emitSurely("c", 2);
            client.awaitTold("2");
            assertThat(client.told()).containsExactly("1", "2");
        }
    }

    @Test
    void aPurgeLosesNothingThatComesAfterIt() {
        try (Client client = new Client(url("purged"))) {
            client.subscribe("c");
            client.emit("c", 1);
            client.awaitTold("1");
            bare(connection -> connection.jetStreamManagement().purgeStream("purged_all"));
            assertThat(client.history("c")).isEmpty();
            client.emit("c", 2);
            client.awaitTold("2");
            assertThat(client.told()).containsExactly("1", "2");
            assertThat(client.gaps()).extracting(Gap::reason).doesNotContain(Gap.Reason.RESET, Gap.Reason.TRIMMED);
        }
    }

    /** As docs/nats.md says how to empty a channel. */
    @Test
    void aChannelIsEmptiedOnlyUpToTheMessageThatIsMeant() {
        try (Client client = new Client(url("empty"))) {
            MessageId first = client.emit("c", 1);
            MessageId last = client.emit("c", 2);
            bare(connection -> {
                assertThatThrownBy(() -> connection.jetStream().publish("empty.all.c", mark(first), new byte[0]))
                        .isInstanceOf(JetStreamApiException.class)
                        .hasMessageContaining("wrong last sequence");
                long seq = connection
                        .jetStream()
                        .publish("empty.all.c", mark(last), new byte[0])
                        .getSeqno();
                connection
                        .jetStreamManagement()
                        .purgeStream(
                                "empty_all",
                                PurgeOptions.builder()
                                        .subject("empty.all.c")
                                        .sequence(seq)
                                        .build());
            });
            assertThat(client.history("c")).isEmpty();
            List<String> told = new CopyOnWriteArrayList<>();
            List<Gap> gaps = new CopyOnWriteArrayList<>();
            client.realtime()
                    .channel("c")
                    .subscribe(options -> options.after(last)
                            .onMessage(message -> told.add(message.json()))
                            .onGap(gaps::add));
            client.emit("c", 3);
            Awaitility.await().atMost(Client.SECONDS).until(() -> told.contains("3"));
            assertThat(gaps).isEmpty();
        }
    }

    private static Headers mark(MessageId last) {
        return new Headers()
                .put(Records.HEAD, last.toString())
                .put("Nats-Expected-Last-Subject-Sequence", Long.toString(last.major()));
    }

    @Test
    void whatOthersPublishToTheLiveSubjectIsNoMessage() {
        try (Client client = new Client(url("forged"))) {
            client.subscribe("c");
            bare(connection -> {
                connection.publish("forged.live.all.c", "9".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                connection.flush(Client.SECONDS);
            });
            client.emit("c", 1);
            client.awaitTold("1");
            assertThat(client.told()).containsExactly("1");
            assertThat(client.gaps()).isEmpty();
        }
    }
}
