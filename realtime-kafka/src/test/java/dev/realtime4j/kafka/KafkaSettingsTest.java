package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime4j.RealtimeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {

    private static KafkaSettings read(String url) {
        List<String> faults = new ArrayList<>();
        KafkaSettings settings = KafkaSettings.read(RealtimeConfig.builder(url).build(), faults);
        assertThat(faults).isEmpty();
        return settings;
    }

    private static void assertRefused(String url, String... fault) {
        assertThatThrownBy(() -> RealtimeConfig.builder(url).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(fault);
    }

    @Test
    void oneOrSeveralAddressesAndATopic() {
        assertThat(read("kafka://one").bootstrap()).isEqualTo("one:9092");
        assertThat(read("kafka://one,two:93,[::1]:94/chat?partitions=3").bootstrap())
                .isEqualTo("one:9092,two:93,[::1]:94");
        assertThat(read("kafka://one").topicOf("any")).isEqualTo("realtime");
        assertThat(read("kafka://one/chat").topicOf("any")).isEqualTo("chat");
        assertThat(read("kafka://one?topic=chat").topicOf("any")).isEqualTo("chat");
        assertThat(read("kafka://one").partitions()).isEqualTo(16);
    }

    @Test
    void theLongestPrefixSelectsTheTopic() {
        KafkaSettings settings = read("kafka://one?topics.room-=rooms&topics.room-vip-=vips&topics.audit=rooms");
        assertThat(settings.topicOf("room-1")).isEqualTo("rooms");
        assertThat(settings.topicOf("room-vip-1")).isEqualTo("vips");
        assertThat(settings.topicOf("room")).isEqualTo("realtime");
        assertThat(settings.topicNames()).containsExactlyInAnyOrder("rooms", "vips", "realtime");
    }

    @Test
    void everyFaultSaysWhatIsAllowed() {
        assertRefused("kafka:", "url", "host:port");
        assertRefused("kafka://one:0", "1 to 65535");
        assertRefused("kafka://one,,two", "is no address");
        assertRefused("kafka://user:secret@one", "kafka.client.sasl.jaas.config");
        assertRefused("kafka://one/a%20b", "no topic's name");
        assertRefused("kafka://one/a?topic=b", "give one of them");
        assertRefused("kafka://one?partitions=0", "partitions", "1 to 10000");
        assertRefused("kafka://one?create-topics=maybe", "true or false");
        assertRefused("kafka://one?client.bootstrap.servers=x", "cannot be set");
        assertRefused("kafka://one?client.max.in.flight.requests.per.connection=5", "cannot be set");
        assertRefused("kafka://one?client.linger=5", "know no such property");
        assertRefused("kafka://one?client.fetch.max.wait.ms=2001", "client.fetch.max.wait.ms", "at most 2000", "3 s");
        assertRefused("kafka://one?partition=5", "partitions");
        assertRefused("kafka://one?partitions=x&client.acks=0", "partitions", "client.acks");
    }

    @Test
    void aFetchMayWaitForTwoSecondsAndWhatIsNoNumberIsLeftToKafka() {
        for (String wait : new String[] {"2000", "0", "some"}) {
            assertThat(read("kafka://one?client.fetch.max.wait.ms=" + wait).client())
                    .containsEntry("fetch.max.wait.ms", wait);
        }
    }

    @Test
    void noSecretIsShown() {
        assertThatThrownBy(() ->
                        RealtimeConfig.builder("kafka://user:tck-secret@one").build())
                .hasMessageNotContaining("tck-secret");
        for (String url : new String[] {"kafka://user:a/tck-secret@one", "kafka://user:tck-secret/b@one/chat"}) {
            assertThatThrownBy(() -> RealtimeConfig.builder(url).build())
                    .hasMessageContaining("credentials do not belong into a Kafka URL")
                    .hasMessageNotContaining("tck-secret");
        }
        RealtimeConfig config = RealtimeConfig.builder("kafka://one")
                .option("client.sasl.jaas.config", "x password=tck-secret")
                .option("client.ssl.key.password", "tck-secret")
                .build();
        assertThat(config.toString()).doesNotContain("tck-secret");
        assertThat(KafkaSettings.read(config, new ArrayList<>()).toString()).doesNotContain("tck-secret");
    }

    @Test
    void whatIsSetForTheClientsReachesThoseThatKnowIt() {
        RealtimeConfig config = RealtimeConfig.builder("kafka://one")
                .option("client.linger.ms", "3")
                .option("client.security.protocol", "SSL")
                .option("client.max.poll.records", "7")
                .build();
        ClientProperties properties = new ClientProperties(config, KafkaSettings.read(config, new ArrayList<>()));
        Map<String, Object> producer = properties.producer(1_000);
        assertThat(producer).containsEntry("linger.ms", "3").containsEntry("security.protocol", "SSL");
        assertThat(producer).doesNotContainKey("max.poll.records");
        assertThat(properties.tail()).containsEntry("max.poll.records", "7").doesNotContainKey("linger.ms");
        assertThat(properties.admin()).containsEntry("security.protocol", "SSL");
        // All attempts fit into the request timeout.
        long request = config.timeouts().request().toMillis();
        assertThat((Integer) producer.get("delivery.timeout.ms")).isLessThan((int) request);
        assertThat((Integer) producer.get("request.timeout.ms")).isLessThan((int) request);
    }
}
