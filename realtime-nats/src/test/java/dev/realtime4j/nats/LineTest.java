package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.RealtimeConfig;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class LineTest {
    private static final Outcome UNANSWERED = Outcome.of(null, null, false);

    private static boolean isSentAgain(Duration afterIts, Duration timeout) {
        Group group = Group.of(RealtimeConfig.builder("nats://localhost").build(), "rt")
                .get(0);
        Emit emit = new Emit(group, "c", "e", new byte[0], "key", System.nanoTime() + timeout.toNanos());
        Line line = new Line();
        line.add(emit, (itsLine, sent) -> true);
        emit.firstSent = System.nanoTime() - afterIts.toNanos();
        return !line.ended(emit, UNANSWERED, (itsLine, sent) -> true);
    }

    @Test
    void whatHasAKeyIsSentAgainWhileTheKeyHolds() {
        assertThat(isSentAgain(Duration.ofSeconds(90), Duration.ofMinutes(5))).isTrue();
        assertThat(isSentAgain(Duration.ofSeconds(90), Duration.ofMillis(-1))).isFalse();
    }

    /** The stream would take it for another one. */
    @Test
    void whatHasAKeyThatMayBeForgottenIsNotSentAgain() {
        assertThat(isSentAgain(Duration.ofSeconds(110), Duration.ofMinutes(5))).isFalse();
    }
}
