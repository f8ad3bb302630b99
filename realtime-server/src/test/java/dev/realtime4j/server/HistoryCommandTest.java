package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryCommandTest extends Cli {

    @Test
    void printsAllFromOldToNew() {
        emit(3);
        assertThat(on("history").ended(0).lines()).isEqualTo(stored());
    }

    @Test
    void anEmptyChannelIsNoError() {
        assertThat(on("history").ended(0).lines()).isEmpty();
    }

    @Test
    void saysHowToGoOnAfterTheLimit() {
        emit(5);
        Run run = on("history", "--limit", "2").ended(0);
        assertThat(run.lines()).isEqualTo(stored().subList(0, 2));
        String second = channel.history().messages().get(1).id().toString();
        assertThat(run.err.toString()).contains("--after " + second + " goes on");
        assertThat(on("history", "--after", second).ended(0).lines()).isEqualTo(stored().subList(2, 5));
    }

    @Test
    void printsTheLatest() {
        emit(5);
        assertThat(on("history", "--latest", "--limit", "2").ended(0).lines()).isEqualTo(stored().subList(3, 5));
    }

    @Test
    void readsAsManyPagesAsItTakes() {
        // Pages are bounded in bytes: these messages of half a MiB do not fit into one.
        String large = "x".repeat(500_000);
        for (int i = 0; i < 20; i++) {
            channel.emit("e", large + i);
        }
        List<String> last = List.of("x16", "x17", "x18", "x19");
        assertThat(ends(on("history").ended(0))).hasSize(20).endsWith("x18", "x19");
        assertThat(ends(on("history", "--latest").ended(0))).hasSize(20).endsWith("x18", "x19");
        assertThat(ends(on("history", "--latest", "--limit", "4").ended(0))).isEqualTo(last);
        assertThat(ends(on("history", "--newest-first").ended(0))).hasSize(20).startsWith("x19", "x18");
    }

    /** The last characters of the data of each line. */
    private static List<String> ends(Run run) {
        return run.lines().stream()
                .map(line -> line.replaceFirst("\",\"timestamp.*", "").replaceFirst(".*?x+", "x"))
                .toList();
    }

    @Test
    void printsTheNewestFirst() {
        emit(5);
        List<String> reversed = new ArrayList<>(stored());
        Collections.reverse(reversed);
        assertThat(on("history", "--newest-first").ended(0).lines()).isEqualTo(reversed);
        assertThat(on("history", "--newest-first", "--limit", "2").ended(0).lines())
                .isEqualTo(reversed.subList(0, 2));
    }

    @Test
    void chooseEventsAndTimes() {
        channel.emit("chat.message", 1);
        channel.emit("other", 2);
        assertThat(on("history", "--event", "chat.*", "--start", "-1h").ended(0).lines())
                .isEqualTo(stored().subList(0, 1));
        assertThat(on("history", "--end", "-1h").ended(0).lines()).isEmpty();
        assertThat(on("history", "--start", Instant.now().plusSeconds(60).toString())
                        .ended(0)
                        .lines())
                .isEmpty();
        String from = Long.toString(channel.history().messages().get(0).epochMillis());
        assertThat(on("history", "--start", from, "--event", "other").ended(0).lines())
                .isEqualTo(stored().subList(1, 2));
    }

    @Test
    void printsWhatRetentionTook() {
        MessageId first = channel.emit("e", 0);
        emit(1100);
        List<String> lines = on("history", "--after", first.toString(), "--limit", "1")
                .ended(0)
                .lines();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("{\"gap\":{").contains("TRIMMED");
        assertThat(lines.get(1)).isEqualTo(stored().get(0));
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        assertThat(on("history", "--latest", "--newest-first").ended(2).err.toString())
                .contains("at most one of");
        assertThat(on("history", "--latest", "--after", "0-0").ended(2).err.toString())
                .contains("at most one of");
        assertThat(on("history", "--limit", "0").ended(2).err.toString()).contains("limit must be 1 or more");
    }

    @Test
    void saysWhenTheBackendDoesNotAnswer() {
        Run run = run("history", "--transport", "unsure:", "--channel", "c").ended(1);
        assertThat(run.err.toString()).contains("no answer within 10 s").doesNotContain("\tat ");
    }

    private void emit(int count) {
        for (int i = 1; i <= count; i++) {
            channel.emit("e", i);
        }
    }
}
