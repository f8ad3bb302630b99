package dev.realtime4j.server;

import dev.realtime4j.fuzz.Input;
import dev.realtime4j.spi.StoredEntry;
import tools.jackson.core.JacksonException;

/** What a server that means harm may send to the commands: understood, or refused with what they expect. */
public final class RepliesFuzz {
    private RepliesFuzz() {}

    /** One run. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        boolean frame = input.choice(2) == 0;
        try {
            if (frame) {
                StoredEntry entry = RemoteJson.frame(input.rest()).entry();
                Input.check(entry == null || entry.id().major() >= 0, "id");
            } else {
                Input.check(RemoteJson.history(input.rest()).entries() != null, "no page");
            }
        } catch (JacksonException | IllegalArgumentException refused) {
            Input.check(refused.getMessage() != null, "no message");
        }
    }
}
