package dev.realtime4j.kafka;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.Faults;
import dev.realtime4j.tck.Profile;
import dev.realtime4j.tck.TransportContract;
import dev.realtime4j.tck.TransportFixture;
import dev.realtime4j.tck.broker.KafkaServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.jspecify.annotations.Nullable;

class KafkaConformanceTest extends TransportContract {
    private static @Nullable KafkaServer server;

    @BeforeAll
    static void launch() {
        server = KafkaServer.launch();
    }

    @AfterAll
    static void end() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected TransportFixture fixture() {
        return new Fixture(java.util.Objects.requireNonNull(server));
    }

    /** One broker for all tests, and a topic for each. */
    private static final class Fixture implements TransportFixture, Faults {
        private final KafkaServer server;
        private final TestTopic topic;

        Fixture(KafkaServer server) {
            this.server = server;
            this.topic = new TestTopic(server.port());
        }

        @Override
        public String backend() {
            return server.version() + ", kafka-clients " + driver();
        }

        private static String driver() {
            Properties version = new Properties();
            try (InputStream in = KafkaProducer.class.getResourceAsStream("/kafka/kafka-version.properties")) {
                version.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return version.getProperty("version");
        }

        @Override
        public Set<Profile> profile() {
            return Set.of(Profile.CORE, Profile.SHARED, Profile.DURABLE);
        }

        @Override
        public Transport open(RealtimeConfig config) {
            return new KafkaProvider().open(config);
        }

        @Override
        public Optional<String> url() {
            return Optional.of(topic.url(server.link().port()));
        }

        @Override
        public Optional<String> deadUrl() {
            return Optional.of("kafka://127.0.0.1:1/dead?client.security.protocol=SASL_PLAINTEXT"
                    + "&client.sasl.mechanism=PLAIN&client.sasl.jaas.config="
                    + "org.apache.kafka.common.security.plain.PlainLoginModule%20required"
                    + "%20username%3D%22u%22%20password%3D%22tck-secret%22;");
        }

        @Override
        public Optional<Faults> faults() {
            return Optional.of(this);
        }

        @Override
        public Duration patience() {
            return Duration.ofSeconds(30);
        }

        @Override
        public Set<Kind> offered() {
            return Set.of(Kind.CUT, Kind.OUTAGE, Kind.RESTART, Kind.RECREATE, Kind.FOREIGN_DATA);
        }

        @Override
        public void cut(Runnable meanwhile) {
            server.link().cut();
            meanwhile.run();
        }

        @Override
        public void outage(Runnable during) {
            server.link().refuse();
            try {
                during.run();
            } finally {
                server.link().restore();
            }
        }

        @Override
        public void restart() {
            server.kill();
            server.start();
        }

        @Override
        public void recreate() {
            topic.recreate();
            server.link().cut();
        }

        @Override
        public void plantForeignData(String channel) {
            topic.plant(channel);
        }

        @Override
        public void close() {
            topic.close();
        }
    }
}
