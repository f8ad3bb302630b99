package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SubscribeCommandTest extends Cli {

    @Test
    void printsWhatFollows() {
        channel.emit("chat.message", "past");
        Run run = on("subscribe", "--max", "2").subscribed();
        channel.emit("chat.message", "été");
        channel.emit("user.joined", 2);
        run.ended(0);
        assertThat(run.lines()).isEqualTo(stored().subList(1, 3));
    }

    @Test
    void printsEachLineAtOnce() {
        Run run = on("subscribe", "--max", "3").subscribed();
        for (int i = 1; i <= 3; i++) {
            int count = i;
            channel.emit("e", i);
            Awaitility.await().until(() -> run.lines().size() == count);
        }
        run.ended(0);
    }

    @Test
    void replays() {
        emit(5);
        Run run = on("subscribe", "--replay", "--max", "6").subscribed();
        channel.emit("e", 6);
        assertThat(run.ended(0).lines()).isEqualTo(stored());
    }

    @Test
    void replaysTheLatestOfAnEvent() {
        channel.emit("chat.message", 1);
        channel.emit("chat.message", 2);
        channel.emit("other", 3);
        channel.emit("chat.typing", 4);
        Run run = on("subscribe", "--latest", "2", "--event", "chat.*", "--max", "2");
        List<String> all = stored();
        assertThat(run.ended(0).lines()).containsExactly(all.get(1), all.get(3));
    }

    @Test
    void replaysSinceATime() {
        channel.emit("e", 1);
        long first = channel.history().messages().get(0).epochMillis();
        Awaitility.await().until(() -> System.currentTimeMillis() > first);
        channel.emit("e", 2);
        channel.emit("e", 3);
        long second = channel.history().messages().get(1).epochMillis();

        assertThat(on("subscribe", "--since", "-1h", "--max", "3").ended(0).lines())
                .isEqualTo(stored());
        assertThat(on("subscribe", "--since", Long.toString(second), "--max", "2")
                        .ended(0)
                        .lines())
                .isEqualTo(stored().subList(1, 3));
        assertThat(on("subscribe", "--since", "-1h", "--latest", "1", "--max", "1")
                        .ended(0)
                        .lines())
                .isEqualTo(stored().subList(2, 3));
    }

    @Test
    void goesOnAfterAMessage() {
        emit(5);
        MessageId second = channel.history().messages().get(1).id();
        Run run = on("subscribe", "--after", second.toString(), "--max", "3", "--fail-on-gap")
                .ended(0);
        assertThat(run.lines()).isEqualTo(stored().subList(2, 5));
    }

    @Test
    void saysWhereToGoOn() {
        emit(5);
        Run run = on("subscribe", "--replay", "--max", "2").ended(0);
        assertThat(run.err.toString())
                .contains("ended after 2 messages; --after "
                        + channel.history().messages().get(1).id());
    }

    @Test
    void printsAGapInItsPlace() {
        MessageId first = channel.emit("e", 0);
        emit(1100);
        Run run = on("subscribe", "--after", first.toString(), "--max", "1").ended(0);
        MessageId oldest = channel.history().messages().get(0).id();
        assertThat(run.lines())
                .containsExactly(
                        "{\"gap\":{\"channel\":\"room-1\",\"after\":\"" + first + "\",\"next\":\"" + oldest
                                + "\",\"reason\":\"TRIMMED\"}}",
                        stored().get(0));
    }

    @Test
    void failsOnAGap() {
        MessageId first = channel.emit("e", 0);
        emit(1100);
        Run run = on("subscribe", "--after", first.toString(), "--fail-on-gap").ended(3);
        assertThat(run.lines()).isEmpty();
        assertThat(run.err.toString())
                .contains("can no longer be had")
                .contains("--fail-on-gap")
                .doesNotContain("\tat ");
    }

    @Test
    void endsQuietlyWhenNobodyReadsAnyMore() {
        emit(300);
        Run run = new Run(InputStream.nullInputStream(), new Pipe(1), arguments("subscribe", "--replay")).ended(0);
        assertThat(run.err.toString())
                .contains("ended after 1 message; --after "
                        + channel.history().messages().get(0).id() + " goes on")
                .doesNotContain("pipe");
    }

    @Test
    void goesOnFromItsStartWhenNothingWasRead() {
        MessageId first = channel.emit("e", 0);
        emit(300);
        Run run = new Run(
                        InputStream.nullInputStream(), new Pipe(0), arguments("subscribe", "--after", first.toString()))
                .ended(0);
        assertThat(run.err.toString()).contains("ended after 0 messages; --after " + first + " goes on");
    }

    /** Is closed by its reader after some lines. */
    private static final class Pipe extends Writer {
        private int left;

        Pipe(int lines) {
            left = lines;
        }

        @Override
        public void write(char[] buffer, int offset, int length) throws IOException {
            if (left-- <= 0) {
                throw new IOException("Broken pipe");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void refusesStartsThatDoNotGoTogether() {
        Run run = on("subscribe", "--replay", "--after", "0-0").ended(2);
        assertThat(run.err.toString()).doesNotContain("\tat ");
        assertThat(run.lines()).isEmpty();
    }

    @Test
    void refusesWrongValues() {
        assertThat(on("subscribe", "--after", "x").ended(2).err.toString()).contains("1795344400518-0");
        assertThat(on("subscribe", "--since", "yesterday").ended(2).err.toString())
                .contains("-24h");
        assertThat(on("subscribe", "--max", "0").ended(2).err.toString()).contains("--max must be 1 or more");
        assertThat(on("subscribe", "--latest", "0").ended(2).err.toString()).contains("0");
        assertThat(on("subscribe", "--event", "a..b").ended(2).err.toString()).contains("a..b");
    }

    @Test
    void saysWhenTheBackendDoesNotAnswer() {
        Run run = run("subscribe", "--transport", "unsure:", "--channel", "c").ended(1);
        assertThat(run.err.toString()).contains("no answer within 10 s").contains("try again");
    }

    private void emit(int count) {
        for (int i = 1; i <= count; i++) {
            channel.emit("e", i);
        }
    }
}
