package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.impl.NatsMessage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What answers of servers say of an emit; those that the server here does not give are written down as others give them. */
@Tag("once")
class OutcomeTest {
    private static Outcome of(String answer, boolean replicated) {
        return Outcome.of(
                NatsMessage.builder()
                        .subject("_INBOX.1")
                        .data(answer.getBytes(StandardCharsets.UTF_8))
                        .build(),
                null,
                replicated);
    }

    private static Outcome.Kind refused(int code, int detail, boolean replicated) {
        String number = detail == 0 ? "" : ",\"err_code\":" + detail;
        return of(
                        "{\"error\":{\"code\":" + code + number
                                + ",\"description\":\"why\"},\"stream\":\"rt_all\",\"seq\":0}",
                        replicated)
                .kind();
    }

    @Test
    void aSequenceIsAReceipt() {
        Outcome stored = of("{\"stream\":\"rt_all\", \"seq\":7,\"duplicate\": true}", true);
        assertThat(stored.kind()).isEqualTo(Outcome.Kind.STORED);
        assertThat(stored.seq()).isEqualTo(7);
    }

    /** Servers before 2.10.20 say so while the first emit of a key is under way, and may still not store it. */
    @Test
    void aDuplicateOfWhatIsNotStoredYetIsNoReceipt() {
        assertThat(of("{\"stream\":\"rt_all\", \"seq\":0,\"duplicate\": true}", true)
                        .kind())
                .isEqualTo(Outcome.Kind.UNKNOWN);
        assertThat(refused(409, 10158, true)).isEqualTo(Outcome.Kind.NOT_NOW);
    }

    /** A server from 2.11 on takes 10,000 records that wait for a stream. */
    @Test
    void aServerThatIsToldTooMuchAtOnceTakesItLater() {
        assertThat(refused(429, 10167, false)).isEqualTo(Outcome.Kind.NOT_NOW);
    }

    /** The leader has failed to store what its followers have in their logs already. */
    @Test
    void whatALeaderAloneCannotStoreMayBeStored() {
        for (int detail : new int[] {10023, 10063, 10077}) {
            assertThat(refused(503, detail, true)).isEqualTo(Outcome.Kind.UNKNOWN);
            assertThat(refused(503, detail, false)).isEqualTo(Outcome.Kind.NOT_NOW);
        }
        assertThat(refused(503, 0, true)).as("not the leader any more").isEqualTo(Outcome.Kind.NOT_NOW);
        assertThat(refused(400, 10109, true)).as("sealed").isEqualTo(Outcome.Kind.REFUSED);
    }

    @Test
    void whatIsNoAnswerOfAStreamTellsNothing() {
        for (String answer : new String[] {"", "hello", "1", "null", "{}", "[]"}) {
            assertThat(of(answer, false).kind()).as(answer).isEqualTo(Outcome.Kind.UNKNOWN);
        }
    }
}
