package dev.realtime4j.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import dev.realtime4j.chaos.check.Violation.Kind;
import dev.realtime4j.chaos.history.History;
import dev.realtime4j.chaos.history.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Judges histories of real runs again. */
class KeptHistoriesTest {
    /** The run in which a killed Redis lost what it had acknowledged last, and nobody had told the judge. */
    private static final long KILL = 512;

    private static final Map<String, String> LEFT_BY_THE_KILL = Map.of(
            "many-a", "1795615368986-0",
            "few-a", "1795615368954-0",
            "many-b", "1795615369000-0",
            "few-b", "1795615368924-0",
            "rare", "0-0");

    @TempDir
    Path folder;

    private History kept(String name) throws IOException {
        Path file = folder.resolve(name);
        String resource = "/histories/" + name + ".jsonl.gz";
        InputStream packed = Objects.requireNonNull(KeptHistoriesTest.class.getResourceAsStream(resource), resource);
        try (InputStream in = new GZIPInputStream(packed)) {
            Files.copy(in, file);
        }
        return History.read(file);
    }

    @Test
    void whatAKilledRedisHasLostIsFoundWhereItIsNotKnownToBeLost() throws IOException {
        assertThat(Checker.check(kept("redis-42")).violations())
                .extracting(Violation::kind)
                .containsExactlyInAnyOrder(
                        Kind.FALSE_RESET, Kind.FALSE_RESET, Kind.FALSE_RESET, Kind.SKIPPED, Kind.PAGE_SKIPS);
    }

    @Test
    void theSameRunIsRightOnceTheLossIsKnown() throws IOException {
        Verdict verdict = Checker.check(withLoss(kept("redis-42"), LEFT_BY_THE_KILL));
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.PASSED);
    }

    private static History withLoss(History history, Map<String, String> left) {
        List<Operation> operations = new ArrayList<>();
        for (Operation operation : history.operations()) {
            if (operation instanceof Operation.FaultEnded ended && ended.fault() == KILL) {
                long at = ended.at();
                operations.add(new Operation.Down(at, KILL));
                left.forEach((channel, id) ->
                        operations.add(new Operation.SetBack(at, KILL, channel, MessageId.parse(id), 3_000L)));
            }
            operations.add(operation);
        }
        return new History(operations);
    }

    @Test
    void aMessageOfALogThatIsGoneIsFoundInASubscriptionToTheNewOne() throws IOException {
        assertThat(Checker.check(kept("nats-42")).violations())
                .extracting(Violation::kind)
                .containsExactly(Kind.STARTED_EARLY);
    }
}
