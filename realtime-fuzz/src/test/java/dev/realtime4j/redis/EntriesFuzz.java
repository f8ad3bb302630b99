package dev.realtime4j.redis;

import dev.realtime4j.EventType;
import dev.realtime4j.MessageId;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.fuzz.Input;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What others may have put into streams, and told on pub/sub channels: skipped, or a message as any other. */
public final class EntriesFuzz {
    private static final List<String> NAMES = List.of("event", "data", "prev", "channel");

    private EntriesFuzz() {}

    /** One run. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        MessageId id = new MessageId(1795344400518L, 1);
        switch (input.choice(3)) {
            case 0 -> sound(EntryCodec.entry(id, fields(input)));
            case 1 -> sound(SharedCodec.entry(id, fields(input)));
            default -> {
                byte[] payload = input.rest();
                if (!EntryCodec.isPing(payload)) {
                    sound(EntryCodec.payload(payload));
                }
            }
        }
    }

    private static List<Object> fields(Input input) {
        List<Object> fields = new ArrayList<>();
        while (input.hasMore() && fields.size() < 12) {
            int name = input.choice(NAMES.size() + 1);
            fields.add(name < NAMES.size() ? NAMES.get(name).getBytes(StandardCharsets.UTF_8) : input.part());
            fields.add(input.part());
        }
        return fields;
    }

    private static void sound(EntryCodec.@Nullable Placed placed) {
        if (placed == null) {
            return;
        }
        String event = placed.entry().event();
        Input.check(EventType.of(event, Object.class).name().equals(event), event);
        byte[] json = placed.entry().json();
        Input.check(Arrays.equals(RawJson.of(json).bytes(), json), new String(json, StandardCharsets.UTF_8));
    }
}
