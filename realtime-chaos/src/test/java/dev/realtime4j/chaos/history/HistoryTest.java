package dev.realtime4j.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime4j.EmitException.Stored;
import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    private static final MessageId ID = new MessageId(7, 3);
    private static final History ALL = new History(List.of(
            new Operation.RunBegun(
                    1, "memory", 42, new Operation.Limits(1, 2, 3), Map.of("a", 5L), Set.of(Exercise.HEALS)),
            new Operation.EmitInvoked(2, 1, "caller", "a", "v", "key"),
            new Operation.EmitInvoked(3, 2, "caller", "a\n\"ü", "w", null),
            new Operation.EmitAcknowledged(4, 1, ID),
            new Operation.EmitFailed(5, 2, Stored.UNKNOWN),
            new Operation.SubscribeInvoked(6, 3, "node", "a", Operation.From.CURSOR, ID, 0, true),
            new Operation.SubscribeStood(7, 3),
            new Operation.SubscribeFailed(8, 4),
            new Operation.Delivered(9, 3, ID, "v"),
            new Operation.GapTold(10, 3, ID, ID, Gap.Reason.RESET),
            new Operation.Reconnected(8, 2),
            new Operation.CloseInvoked(11, 3),
            new Operation.Closed(12, 3),
            new Operation.PageAsked(13, 5, "node", "a", false, null, 10),
            new Operation.PageGiven(14, 5, List.of(new Item(ID, "v")), true, true),
            new Operation.PageFailed(15, 6),
            new Operation.FaultBegun(16, 7, "kill"),
            new Operation.FaultEnded(17, 7),
            new Operation.Trimmed(18, "a", ID),
            new Operation.SetBack(19, 7, "a", ID, null),
            new Operation.SetBack(19, 7, "b", ID, 3_000L),
            new Operation.Down(19, 7),
            new Operation.Settling(20),
            new Operation.Stalled(20, 30_000),
            new Operation.Counted(21, "node", Exercise.HEALS, 9),
            new Operation.LogRead(22, "a", List.of(new Item(ID, "v")))));

    @Test
    void whatIsWrittenIsRead(@TempDir Path folder) {
        Path file = folder.resolve("history.jsonl");
        ALL.write(file);
        assertThat(History.read(file)).isEqualTo(ALL);
        assertThat(file).content().startsWith("{\"op\":\"RunBegun\",\"at\":1,").contains("\n{\"op\":\"EmitInvoked\"");
        assertThat(ALL.operations().stream().map(Object::getClass).distinct())
                .hasSameSizeAs(Arrays.asList(Operation.class.getPermittedSubclasses()));
    }

    @Test
    void aBrokenLineIsNamed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("history.jsonl");
        Files.writeString(file, "{\"op\":\"Settling\",\"at\":1}\n{\"op\":\"Settling\",\"at\":\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> History.read(file))
                .withMessageContaining("history.jsonl, line 2 is no operation");
    }

    @Test
    void theRecorderKeepsTheOrderAndTheTime() {
        Recorder recorder = new Recorder();
        recorder.record(Operation.Settling::new);
        recorder.record(at -> new Operation.Closed(at, recorder.number()));
        List<Operation> operations = recorder.history().operations();
        assertThat(operations).hasSize(2);
        assertThat(operations.get(1).at())
                .isGreaterThanOrEqualTo(operations.get(0).at());
        assertThat(recorder.number()).isEqualTo(2);
    }
}
