package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.EmitException;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Subscription;
import dev.realtime4j.tck.broker.KafkaServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Passwords and permissions, on a broker that asks for both. */
@Tag("once")
class SecurityTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    private static @Nullable KafkaServer server;

    /** Clients that come through the link need a password; the test itself comes directly and may do anything. */
    @BeforeAll
    static void launch() {
        server = KafkaServer.launch(Map.of(
                "listener.security.protocol.map",
                "DIRECT:PLAINTEXT,LINKED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms",
                "PLAIN",
                "listener.name.linked.plain.sasl.jaas.config",
                MODULE + "user_app=\"app-secret\";",
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:ANONYMOUS"));
    }

    @AfterAll
    static void end() {
        server().close();
    }

    private static KafkaServer server() {
        return java.util.Objects.requireNonNull(server);
    }

    private static RealtimeConfig config(TestTopic topic, String password) {
        return builder(topic, password).build();
    }

    private static RealtimeConfig.Builder builder(TestTopic topic, String password) {
        return RealtimeConfig.builder(topic.url("127.0.0.1:" + server().link().port()))
                .option("client.security.protocol", "SASL_PLAINTEXT")
                .option("client.sasl.mechanism", "PLAIN")
                .option("client.sasl.jaas.config", MODULE + "username=\"app\" password=\"" + password + "\";");
    }

    private static void allow(TestTopic topic, AclOperation... operations) {
        ResourcePattern resource = new ResourcePattern(ResourceType.TOPIC, topic.name(), PatternType.LITERAL);
        List<AclBinding> acls = Stream.of(operations)
                .map(operation -> new AclBinding(
                        resource, new AccessControlEntry("User:app", "*", operation, AclPermissionType.ALLOW)))
                .toList();
        TestTopic.await(topic.admin().createAcls(acls).all());
        // The broker learns of them a little later.
        await().until(() -> TestTopic.await(
                        topic.admin().describeAcls(AclBindingFilter.ANY).values())
                .containsAll(acls));
    }

    private static TestTopic topic() {
        return new TestTopic("127.0.0.1:" + server().port());
    }

    @Test
    void aWrongPasswordIsRefusedAtOnceAndNotShown() {
        try (TestTopic topic = topic()) {
            RealtimeConfig config = config(topic, "tck-secret");
            assertThat(config.toString()).doesNotContain("tck-secret");
            assertThatThrownBy(() -> Realtime.connect(config).close())
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining("127.0.0.1:" + server().link().port())
                    .satisfies(
                            e -> assertThat(((RealtimeException) e).retryable()).isFalse())
                    .satisfies(e -> {
                        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                            assertThat(String.valueOf(cause)).doesNotContain("tck-secret");
                        }
                    });
        }
    }

    @Test
    void thePermissionsOfTheDocumentationAreEnough() {
        try (TestTopic topic = topic()) {
            allow(
                    topic,
                    AclOperation.DESCRIBE,
                    AclOperation.DESCRIBE_CONFIGS,
                    AclOperation.READ,
                    AclOperation.WRITE,
                    AclOperation.CREATE);
            try (Realtime realtime = Realtime.connect(config(topic, "app-secret"))) {
                realtime.emit("e", 1);
                assertThat(realtime.history(HistoryQuery.all()).messages()).hasSize(1);
            }
        }
    }

    @Test
    void whatIsNotAllowedIsNamed() {
        try (TestTopic topic = topic()) {
            topic.create(TestTopic.PARTITIONS, TestTopic.fitting());
            assertThatThrownBy(
                            () -> Realtime.connect(config(topic, "app-secret")).close())
                    .isInstanceOf(RealtimeException.class)
                    .satisfies(
                            e -> assertThat(((RealtimeException) e).retryable()).isFalse());
            allow(topic, AclOperation.DESCRIBE);
            assertThatThrownBy(
                            () -> Realtime.connect(config(topic, "app-secret")).close())
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining("permissions");
            allow(topic, AclOperation.DESCRIBE_CONFIGS, AclOperation.READ);
            try (Realtime realtime = Realtime.connect(config(topic, "app-secret"))) {
                assertThat(realtime.history(HistoryQuery.all()).messages()).isEmpty();
                assertThatThrownBy(() -> realtime.emit("e", 1))
                        .isInstanceOf(EmitException.class)
                        .hasMessageContaining("permissions")
                        .satisfies(e -> assertThat(((EmitException) e).stored()).isEqualTo(EmitException.Stored.NO))
                        .satisfies(
                                e -> assertThat(((EmitException) e).retryable()).isFalse());
            }
        }
    }

    /** Of two topics one may not be read for a while. */
    @Test
    void aRightThatIsTakenAwayStopsNoOtherTopic() {
        AclOperation[] all = {
            AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS, AclOperation.READ, AclOperation.WRITE
        };
        List<Object> told = new CopyOnWriteArrayList<>();
        List<Object> toldOfOther = new CopyOnWriteArrayList<>();
        try (TestTopic topic = topic();
                TestTopic other = topic()) {
            for (TestTopic one : List.of(topic, other)) {
                one.create(TestTopic.PARTITIONS, TestTopic.fitting());
                allow(one, all);
            }
            RealtimeConfig config = builder(topic, "app-secret")
                    .option("topics.other-", other.name())
                    .build();
            try (Realtime realtime = Realtime.connect(config)) {
                Channel channel = realtime.channel("c");
                Channel refused = realtime.channel("other-c");
                channel.subscribe(options ->
                        options.onMessage(message -> told.add(message.id())).onStatus(told::add));
                Subscription subscription =
                        refused.subscribe(options -> options.onMessage(message -> toldOfOther.add(message.id()))
                                .onGap(toldOfOther::add));
                MessageId before = refused.emit("e", 1);
                await().atMost(PATIENCE).until(() -> toldOfOther.contains(before));
                List<Object> expected = new ArrayList<>(told);
                forbidToRead(other);
                await().atMost(PATIENCE).until(() -> subscription.status() == Subscription.Status.RECONNECTING);
                MessageId meanwhile = refused.emit("e", 2);
                for (int i = 0; i < 10; i++) {
                    MessageId id = channel.emit("e", i);
                    expected.add(id);
                    await().atMost(PATIENCE).until(() -> told.contains(id));
                    assertThat(subscription.status()).isEqualTo(Subscription.Status.RECONNECTING);
                }
                allow(other, AclOperation.READ);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(toldOfOther).isEqualTo(List.of(before, meanwhile)));
                assertThat(told).as("of the other topic").isEqualTo(expected);
            }
        }
    }

    private static void forbidToRead(TestTopic topic) {
        AclBindingFilter filter = new AclBindingFilter(
                new ResourcePatternFilter(ResourceType.TOPIC, topic.name(), PatternType.LITERAL),
                new AccessControlEntryFilter("User:app", "*", AclOperation.READ, AclPermissionType.ALLOW));
        TestTopic.await(topic.admin().deleteAcls(List.of(filter)).all());
    }
}
