package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Standard output that cannot be written. */
class OutputTest extends Cli {
    private static final String FULL = "No space left on device";

    private List<String[]> commands() {
        channel.emit("e", 1);
        channel.emit("e", 2);
        return List.of(
                arguments("emit", "--event", "e", "3"),
                arguments("history"),
                arguments("history", "--latest"),
                arguments("subscribe", "--replay"),
                new String[] {"types", TypesCommandTest.AppEvents.class.getName()});
    }

    @Test
    void aFullDiskFailsTheCommand() {
        for (String[] command : commands()) {
            Run run = new Run(input(""), broken(FULL), command).ended(1);
            assertThat(run.err.toString().lines())
                    .last()
                    .isEqualTo("realtime: standard output cannot be written: " + FULL);
        }
    }

    @Test
    void aReaderWhoHasGoneIsNoFailure() {
        for (String[] command : commands()) {
            Run run = new Run(input(""), broken("Broken pipe"), command).ended(0);
            assertThat(run.err.toString()).doesNotContain("realtime:", "pipe");
        }
    }
}
