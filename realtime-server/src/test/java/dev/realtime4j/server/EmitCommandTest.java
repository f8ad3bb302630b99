package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmitCommandTest extends Cli {

    @Test
    void printsTheIdOfTheStoredMessage() {
        Run run = on("emit", "--event", "chat.message", "{\"b\":1.10,\"a\":12345678901234567890}")
                .ended(0);

        assertThat(data()).containsExactly("{\"b\":1.10,\"a\":12345678901234567890}");
        assertThat(channel.history().messages().get(0).event()).isEqualTo("chat.message");
        assertThat(run.lines())
                .containsExactly(
                        "{\"id\":\"" + channel.history().messages().get(0).id() + "\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ann said \"hi\"", "{\"a\":1}", "", "été 😀"})
    void takesATextAsItIs(String text) {
        on("emit", "--event", "e", "--string", text).ended(0);
        assertThat(channel.history().messages().get(0).data()).isEqualTo(text);
    }

    @Test
    void takesANegativeNumber() {
        on("emit", "--event", "e", "-5").ended(0);
        assertThat(data()).containsExactly("-5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{a:1}", "1 2", "", "nope"})
    void refusesWhatIsNotJson(String text) {
        Run run = on("emit", "--event", "e", text).ended(2);
        assertThat(run.err.toString()).contains("DATA is not one JSON value").contains("--string");
        assertThat(run.lines()).isEmpty();
        assertThat(data()).isEmpty();
    }

    @Test
    void refusesABadEventName() {
        Run run = on("emit", "--event", "a b", "1").ended(2);
        assertThat(run.err.toString()).contains("a b").doesNotContain("\tat ");
    }

    @Test
    void refusesWhatTheLocaleCouldNotDecode() {
        Run run = on("emit", "--event", "e", "\"caf\uFFFD\"").ended(2);
        assertThat(run.err.toString()).contains("LC_ALL=C.UTF-8");
        assertThat(data()).isEmpty();
    }

    @Test
    void aKeyIsStoredOnce() {
        Run first = on("emit", "--event", "e", "--key", "k", "1").ended(0);
        Run second = on("emit", "--event", "e", "--key", "k", "1").ended(0);
        assertThat(second.lines()).isEqualTo(first.lines()).hasSize(1);
        assertThat(data()).containsExactly("1");
    }

    @Test
    void aKeyIsForOneMessage() {
        Run run = on(input("1\n"), "emit", "--event", "e", "--key", "k").ended(2);
        assertThat(run.err.toString()).contains("--key is for one message");
        assertThat(data()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-"})
    void emitsTheLinesOfStandardInput(String data) {
        InputStream in = input("1\n\n {\"a\": \"é\"}\r\n\"last, without an end\"");
        Run run = (data.isEmpty() ? on(in, "emit", "--event", "e") : on(in, "emit", "--event", "e", data)).ended(0);

        assertThat(data()).hasSize(3).first().isEqualTo("1");
        assertThat(data().get(1)).contains("\"é\"");
        assertThat(data().get(2)).isEqualTo("\"last, without an end\"");
        assertThat(run.lines())
                .isEqualTo(channel.history().messages().stream()
                        .map(message -> "{\"id\":\"" + message.id() + "\"}")
                        .toList());
    }

    @Test
    void emitsLinesAsTexts() {
        on(input("one\n{\"a\":1}\n"), "emit", "--event", "e", "--string").ended(0);
        assertThat(data()).containsExactly("\"one\"", "\"{\\\"a\\\":1}\"");
    }

    @Test
    void keepsTheOrderOfManyLines() {
        String lines = IntStream.range(0, 2000).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
        Run run = on(input(lines), "emit", "--event", "e").ended(0);
        assertThat(run.lines()).hasSize(2000);
        assertThat(data())
                .isEqualTo(
                        IntStream.range(1000, 2000).mapToObj(Integer::toString).toList());
    }

    @Test
    void acknowledgesEachLineBeforeTheNextComes() throws IOException {
        PipedOutputStream writer = new PipedOutputStream();
        Run run = on(new PipedInputStream(writer), "emit", "--event", "e");
        for (int i = 1; i <= 3; i++) {
            int count = i;
            writer.write("7\n".getBytes(StandardCharsets.UTF_8));
            writer.flush();
            Awaitility.await().until(() -> run.lines().size() == count);
        }
        writer.close();
        run.ended(0);
    }

    /** Without standard input the JVM may have a file of its own in its place, which it needs. */
    @Test
    void standardInputIsNotClosed() {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream in = new FilterInputStream(input("1\n")) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        on(in, "emit", "--event", "e").ended(0);
        assertThat(closed).isFalse();
    }

    @Test
    void endsAtTheFirstBadLine() {
        Run run = on(input("1\n2\n\nnope\n4\n"), "emit", "--event", "e").ended(2);
        assertThat(run.err.toString()).contains("line 4:").contains("Stored: 2 messages before line 4");
        assertThat(data()).containsExactly("1", "2");
        assertThat(run.lines()).hasSize(2);
    }

    @Test
    void refusesInputThatIsNoUtf8() {
        byte[] bytes = {'"', (byte) 0xC3, '"', '\n'};
        for (String mode : new String[] {"--string", "--debug"}) {
            Run run = on(new java.io.ByteArrayInputStream(bytes), "emit", "--event", "e", mode)
                    .ended(2);
            assertThat(run.err.toString()).contains("line 1:").contains("UTF-8");
        }
        assertThat(data()).isEmpty();
    }

    @Test
    void storesAllEvenIfNobodyReadsTheIds() {
        Run run = new Run(input("1\n2\n3\n"), broken("Broken pipe"), arguments("emit", "--event", "e")).ended(0);
        assertThat(run.err.toString().lines()).singleElement().asString().startsWith("note: memory:");
        assertThat(data()).containsExactly("1", "2", "3");
    }

    @Test
    void storesNoMoreOnceTheIdsCannotBeWritten() {
        String lines = IntStream.range(0, 2000).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
        Run run = new Run(input(lines), broken("No space left on device"), arguments("emit", "--event", "e")).ended(1);
        assertThat(data()).startsWith("0").hasSizeLessThanOrEqualTo(512);
        assertThat(run.err.toString())
                .contains("Stored: 1 messages up to line 1, ")
                .endsWith("realtime: standard output cannot be written: No space left on device\n");
    }

    @Test
    void saysWhenTheBackendCannotBeReached() {
        Run run = run("emit", "--transport", "down:", "--channel", "c", "--event", "e", "1")
                .ended(1);
        assertThat(run.err.toString().lines())
                .containsExactly(
                        "realtime: down: cannot be reached: connection refused",
                        "Check that the backend is up and the address right, then try again.");
    }

    @Test
    void saysWhatIsKnownOfAMessageThatFailed() {
        Run run = run("emit", "--transport", "unsure:", "--channel", "c", "--event", "e", "\"lost\"")
                .ended(1);
        assertThat(run.err.toString()).contains("no answer within 10 s").contains("--key");
        assertThat(run.lines()).isEmpty();
    }

    @Test
    void saysWhichLinesWereStored() {
        String[] args = {"emit", "--transport", "unsure:", "--channel", "c", "--event", "e"};
        Run run = new Run(input("1\n2\n\"lost\"\n4\n"), args).ended(1);
        assertThat(run.err.toString())
                .contains("line 3:")
                .contains("Stored: 2 messages before line 3")
                .contains("Not known: whether 1 more message from line 3 on is stored; read the history");
        assertThat(run.lines()).containsExactly("{\"id\":\"1-1\"}", "{\"id\":\"1-2\"}");
    }

    @Test
    void notesThatMemoryIsOfThisProcessOnly() {
        assertThat(on("emit", "--event", "e", "1").ended(0).err.toString()).startsWith("note: memory:");
    }
}
