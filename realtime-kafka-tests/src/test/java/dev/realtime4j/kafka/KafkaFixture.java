package dev.realtime4j.kafka;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.Faults;
import dev.realtime4j.tck.TransportFixture;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;

/** A topic of its own for each test, on brokers that all tests share. */
abstract class KafkaFixture implements TransportFixture, Faults {
    private final String version;
    private final String linked;
    private final String peerLinked;
    private final TestTopic topic;

    /** Takes where the brokers are reached directly, and where this process and a second one reach them through links. */
    KafkaFixture(String version, String servers, String linked, String peerLinked) {
        this.version = version;
        this.linked = linked;
        this.peerLinked = peerLinked;
        this.topic = new TestTopic(servers);
    }

    TestTopic topic() {
        return topic;
    }

    @Override
    public String backend() {
        Properties driver = new Properties();
        try (InputStream in = KafkaProducer.class.getResourceAsStream("/kafka/kafka-version.properties")) {
            driver.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return version + ", kafka-clients " + driver.getProperty("version");
    }

    @Override
    public Transport open(RealtimeConfig config) {
        return new KafkaProvider().open(config);
    }

    @Override
    public Optional<String> url() {
        return Optional.of(topic.url(linked));
    }

    @Override
    public Optional<String> peerUrl() {
        return Optional.of(topic.url(peerLinked));
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

    /** A broker that was killed needs some seconds, and more on a busy machine. */
    @Override
    public Duration patience() {
        return Duration.ofSeconds(30);
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
