package dev.realtime4j.server;

import dev.realtime4j.Emission;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.codec.JsonMismatchException;
import dev.realtime4j.codec.RawJson;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code realtime emit}. */
@Command(
        name = "emit",
        description = {
            "Emit a message, or one for each line of standard input.",
            "Prints {\"id\":…} for each message once it is stored, in the order of the lines."
        },
        footer = {
            "",
            "Examples, at a server on this machine:",
            "  realtime emit --channel room-1 --event chat.message '{\"text\":\"Hi\"}'",
            "  realtime emit --channel room-1 --event chat.typing --string Ann",
            "  tail -f app.jsonl | realtime emit --channel logs --event log.line"
        })
final class EmitCommand implements Callable<Integer> {
    private final Streams streams;

    @Option(names = "--channel", required = true, paramLabel = "C", description = "The channel's name.")
    private String channel = "";

    @Option(
            names = "--event",
            required = true,
            paramLabel = "E",
            description = "The event's name, such as chat.message.")
    private String event = "";

    @Option(
            names = "--key",
            paramLabel = "K",
            description =
                    "An idempotency key: within 2 minutes the same key on the same channel is stored once, and the"
                            + " later emit prints the first one's id. For one message, not for standard input.")
    private @Nullable String key;

    @Option(names = "--string", description = "DATA, or each line, is a text and not JSON.")
    private boolean string;

    @Parameters(
            arity = "0..1",
            paramLabel = "DATA",
            description =
                    "One JSON value. With - or nothing, each line of standard input is one; blank lines are left out.")
    private String data = "-";

    @Mixin
    private final Place place = new Place();

    EmitCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Arguments.check(channel, event, key, data);
        boolean lines = data.equals("-");
        if (lines && key != null) {
            throw new IllegalArgumentException("--key is for one message: give DATA, or leave it out");
        }
        Emission first = Emission.of(channel, event, lines ? null : json(data));
        try (Realtime realtime = place.connect(streams.err())) {
            if (lines) {
                return new LineEmitter(streams, line -> realtime.emitAsync(emission(line))).run();
            }
            Emission emission = key == null ? first : first.withKey(key);
            new JsonLines(streams.out())
                    .print(new Stored(realtime.emitAll(List.of(emission)).get(0).orThrow()));
            return 0;
        }
    }

    private Emission emission(byte[] line) {
        return Emission.of(channel, event, string ? Arguments.utf8(line) : RawJson.of(line));
    }

    private Object json(String text) {
        if (string) {
            return text;
        }
        try {
            return RawJson.of(text);
        } catch (JsonMismatchException e) {
            throw new IllegalArgumentException(
                    "DATA is not one JSON value: " + e.getMessage() + "\nFor a plain text give --string.", e);
        }
    }

    /**
     * What is printed for a message.
     *
     * @param id its id
     */
    record Stored(MessageId id) {}
}
