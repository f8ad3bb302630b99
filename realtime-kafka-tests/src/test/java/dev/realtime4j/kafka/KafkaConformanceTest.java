package dev.realtime4j.kafka;

import dev.realtime4j.tck.Profile;
import dev.realtime4j.tck.TransportContract;
import dev.realtime4j.tck.TransportFixture;
import dev.realtime4j.tck.broker.KafkaServer;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;

@Tag("once")
class KafkaConformanceTest extends TransportContract {

    @Override
    protected TransportFixture fixture() {
        return new Fixture(SharedKafka.server());
    }

    private static final class Fixture extends KafkaFixture {
        private final KafkaServer server;

        Fixture(KafkaServer server) {
            this(server, "127.0.0.1:" + server.link().port());
        }

        private Fixture(KafkaServer server, String linked) {
            super(server.version(), "127.0.0.1:" + server.port(), linked, linked);
            this.server = server;
        }

        @Override
        public Set<Profile> profile() {
            return Set.of(Profile.CORE, Profile.SHARED, Profile.DURABLE);
        }

        @Override
        public Set<Kind> offered() {
            return Set.of(Kind.CUT, Kind.OUTAGE, Kind.RESTART, Kind.RECREATE, Kind.FOREIGN_DATA, Kind.LOSE_TAIL);
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

        /** As a loss of power may: one broker does not flush each message. */
        @Override
        public void loseTail(String channel, int count) {
            TopicPartition partition = topic().partition(channel);
            long from = topic().newest(channel, count);
            server.kill();
            server.cut(partition.topic(), partition.partition(), from);
            server.start();
        }

        @Override
        public void recreate() {
            topic().recreate();
            server.link().cut();
        }
    }
}
