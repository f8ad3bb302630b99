package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** The place of a channel without messages, beside the ids of messages. */
class PlacesTest {
    private static final long NOW = 1_795_344_400_518L;
    private static final Uuid TOPIC = Uuid.fromString("AAAAAAAAAAIAAAAAAAAAAw");

    @Test
    void itLiesBetweenWhatIsGoneAndWhatIsKept() {
        MessageId place = Places.empty(TOPIC, 500, 700);
        assertThat(place).isGreaterThan(new MessageId(499, NOW)).isLessThan(new MessageId(500, NOW));
        assertThat(Places.following(place)).isEqualTo(500);
        assertThat(Places.clearTo(place)).isEqualTo(700);
        assertThat(Places.empty(TOPIC, 500, 701)).as("the log has grown").isGreaterThan(place);
        assertThat(Places.empty(TOPIC, 501, 701)).as("it was trimmed").isGreaterThan(place);
        assertThat(MessageId.parse(place.toString())).isEqualTo(place);
    }

    @Test
    void itKnowsItsTopic() {
        MessageId place = Places.empty(TOPIC, 500, 700);
        assertThat(Places.isEmpty(place)).isTrue();
        assertThat(Places.isIn(TOPIC, place)).isTrue();
        int others = 0;
        for (int i = 0; i < 1_000; i++) {
            others += Places.isIn(Uuid.randomUuid(), place) ? 1 : 0;
        }
        assertThat(others).as("of a thousand topics with the same mark").isLessThan(3);
    }

    @Test
    void idsOfMessagesAndTheBeginningAreNone() {
        assertThat(Places.isEmpty(new MessageId(500, NOW))).isFalse();
        assertThat(Places.following(new MessageId(500, NOW))).isEqualTo(501);
        assertThat(Places.clearTo(new MessageId(500, NOW))).isEqualTo(501);
        assertThat(Places.empty(TOPIC, 0, 700)).isEqualTo(MessageId.BEGINNING);
        assertThat(Places.following(MessageId.BEGINNING)).isZero();
    }

    @Test
    void whatUsersKeepStaysTheSame() {
        assertThat(Places.empty(TOPIC, 500, 700)).hasToString("499-8796093022908");
    }

    /** No partition comes there in practice; the place stays one, and says less. */
    @Test
    void anOffsetBeyondItsRoomIsTheLastOfIt() {
        MessageId place = Places.empty(TOPIC, 1L << 50, 1L << 51);
        assertThat(Places.isIn(TOPIC, place)).isTrue();
        assertThat(Places.following(place)).isEqualTo(1L << 50);
        assertThat(Places.clearTo(place)).isEqualTo(1L << 50);
    }
}
