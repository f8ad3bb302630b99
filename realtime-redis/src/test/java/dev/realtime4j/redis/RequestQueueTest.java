package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** What waits while there is no connection. */
class RequestQueueTest {

    private static Request<?> emit(long deadline) {
        return new EmitRequest("c", new CommandArguments(Command.PING), 1, deadline);
    }

    @Test
    void whatIsLateIsGivenAlsoFromBehindWhatMayWaitLonger() {
        RequestQueue queue = new RequestQueue();
        Request<?> patient = emit(100);
        Request<?> late = emit(10);
        queue.offer(patient);
        queue.offer(late);
        assertThat(queue.pollLate(5)).isNull();
        assertThat(queue.pollLate(10)).isSameAs(late);
        assertThat(queue.poll()).isSameAs(patient);
        assertThat(queue.isEmpty()).isTrue();
    }
}
