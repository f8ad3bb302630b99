package dev.realtime4j.nats;

import dev.realtime4j.EventType;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.fuzz.Input;
import dev.realtime4j.spi.StoredEntry;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What others may have put into a stream of NATS: skipped, or a message as any other; and names as tokens. */
public final class RecordsFuzz {
    private static final List<String> NAMES = List.of(Records.EVENT, Records.TIME, Records.HEAD, Records.KEY);

    private RecordsFuzz() {}

    /** One run. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        if (input.choice(4) == 0) {
            token(input.text());
            return;
        }
        Headers headers = new Headers();
        for (int count = input.choice(6); count > 0; count--) {
            try {
                headers.add(NAMES.get(input.choice(NAMES.size())), input.text());
            } catch (IllegalArgumentException noHeader) {
                return; // the driver takes none such from the server
            }
        }
        Records.Kept kept = Records.decode(input.number() >>> 1, headers, input.rest());
        StoredEntry entry = kept.entry();
        if (entry != null) {
            Input.check(EventType.of(entry.event(), Object.class).name().equals(entry.event()), entry.event());
            Input.check(Arrays.equals(RawJson.of(entry.json()).bytes(), entry.json()), "data");
            Input.check(entry.timestamp() >= 0 && entry.id().equals(kept.position()), entry.toString());
        }
    }

    private static void token(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return; // no name
        }
        String token = Token.of(text);
        Input.check(token.matches("[A-Za-z0-9_=-]*"), token);
        Input.check(Token.decode(token).equals(text), token);
    }
}
