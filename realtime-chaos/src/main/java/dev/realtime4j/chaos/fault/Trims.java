package dev.realtime4j.chaos.fault;

import dev.realtime4j.MessageId;
import dev.realtime4j.chaos.history.Operation;
import dev.realtime4j.chaos.work.Auditor;
import java.util.List;
import java.util.function.BiConsumer;

/** Removes the oldest messages of a channel, half of the newest hundred among them. */
final class Trims {
    private static final int NEWEST = 100;

    private Trims() {}

    static Fault of(String channel, Auditor auditor, BiConsumer<String, MessageId> trim) {
        return new Fault("trim " + channel, blow -> {
            List<MessageId> ids = auditor.newest(channel, NEWEST);
            if (!ids.isEmpty()) {
                MessageId upTo = ids.get(ids.size() / 2);
                blow.recorder().record(at -> new Operation.Trimmed(at, channel, upTo));
                trim.accept(channel, upTo);
            }
        });
    }
}
