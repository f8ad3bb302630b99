package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest extends Cli {

    @Test
    void listsItsCommands() {
        assertThat(run("--help").ended(0).out.toString()).contains("emit", "subscribe", "history", "demo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "serve", "emit", "subscribe", "history", "types", "demo", "nats-setup"})
    void everyHelpListsTheExitCodes(String command) {
        Run run = (command.isEmpty() ? run("--help") : run(command, "--help")).ended(0);
        assertThat(run.out.toString()).contains("Exit codes:");
        Main.exitCodes().forEach((code, meaning) -> assertThat(run.lines()).contains("  " + code + "   " + meaning));
    }

    /** A line that is too long for a terminal would be broken without a backslash, and not be one command any more. */
    @ParameterizedTest
    @ValueSource(strings = {"serve", "emit", "subscribe", "history", "types"})
    void everyExampleCanBeCopied(String command) {
        List<String> lines = run(command, "--help").ended(0).lines();
        int first = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("Example"))
                .findFirst()
                .orElseThrow());
        for (int i = first + 1; i < lines.size(); i++) {
            if (!lines.get(i).matches(" {2}\\S.*")) {
                assertThat(lines.get(i - 1)).as(lines.get(i)).endsWith(" \\");
            }
        }
    }

    @Test
    void theGuideListsTheExitCodes() throws IOException {
        List<String> guide = Files.readAllLines(Path.of("../docs/guide.md"));
        Main.exitCodes().forEach((code, meaning) -> assertThat(guide).contains("| " + code + " | " + meaning + " |"));
    }

    @Test
    void tellsItsVersion() {
        assertThat(run("--version").ended(0).lines().get(0)).matches("realtime \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    }

    @Test
    void asksForACommand() {
        Run run = run().ended(2);
        assertThat(run.err.toString().lines())
                .containsExactly(
                        "realtime: a command is missing: serve, emit, subscribe, history, types, demo or nats-setup",
                        "Try: realtime --help");
    }

    @Test
    void namesWhatIsMisspelt() {
        assertThat(on("emit", "--event", "e", "--strng", "x").ended(2).err.toString())
                .contains("--strng")
                .contains("--string");
        assertThat(run("emit", "--chanel", "c").ended(2).err.toString())
                .contains("Missing required options: '--channel=C', '--event=E'")
                .contains("--chanel");
        assertThat(run("emti").ended(2).err.toString()).contains("emti");
    }

    @Test
    void aStackTraceIsForDebuggingOnly() {
        String[] down = {"history", "--transport", "down:", "--channel", "c"};
        assertThat(run(down).ended(1).err.toString()).doesNotContain("\tat ");
        assertThat(run(new String[] {"history", "--debug", "--transport", "down:", "--channel", "c"})
                        .ended(1)
                        .err
                        .toString())
                .contains("\tat dev.realtime4j");
        assertThat(run(new String[] {"--debug", "history", "--transport", "down:", "--channel", "c"})
                        .ended(1)
                        .err
                        .toString())
                .contains("\tat dev.realtime4j");
    }

    @Test
    void namesAnUnknownBackend() {
        Run run = run("history", "--transport", "carrier-pigeon://roof", "--channel", "c")
                .ended(2);
        assertThat(run.err.toString()).contains("carrier-pigeon").doesNotContain("\tat ");
    }
}
