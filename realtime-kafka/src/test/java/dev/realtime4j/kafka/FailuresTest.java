package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.EmitException;
import dev.realtime4j.EmitException.Stored;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** What is said of an emit whose last attempt was refused. */
class FailuresTest {

    /** The leader may have stored it at an attempt before, while it still had its replicas. */
    @Test
    void whatLacksReplicasMayBeStored() {
        EmitException failure = Failures.unacknowledged("c", new NotEnoughReplicasException("2 of 3"));
        assertThat(failure.stored()).isEqualTo(Stored.UNKNOWN);
        assertThat(failure.retryable()).isTrue();
    }

    /** Between a refusal and its next attempt a producer tells callers nothing but that it was refused something. */
    @Test
    void whatAProducerWasRefusedBeforeIsNamed() {
        EmitException failure = Failures.refused(
                "c",
                new KafkaException(
                        "Cannot execute transactional method because we are in an error state",
                        new ClusterAuthorizationException("Cluster authorization failed.")));
        assertThat(failure).hasMessageContainingAll("Cluster authorization failed", "permissions");
        assertThat(failure.stored()).isEqualTo(Stored.NO);
        assertThat(failure.retryable()).isFalse();
    }

    /** It tells both by a timeout, as it is never waited for. */
    @Test
    void aFullBufferIsToldFromLostBrokers() {
        assertThat(Failures.refused("c", new BufferExhaustedException("Failed to allocate")))
                .hasMessageContaining("emit slower");
        assertThat(Failures.refused("c", new TimeoutException("Topic t not present in metadata after 0 ms.")))
                .hasMessageContaining("try again");
    }

    @Test
    void whatIsTooLargeIsNotStored() {
        EmitException failure = Failures.unacknowledged("c", new RecordTooLargeException("too large"));
        assertThat(failure.stored()).isEqualTo(Stored.NO);
        assertThat(failure.retryable()).isFalse();
    }
}
