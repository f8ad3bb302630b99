package dev.realtime4j.chaos.fault;

import dev.realtime4j.MessageId;
import dev.realtime4j.chaos.history.Operation;
import dev.realtime4j.chaos.work.Auditor;
import dev.realtime4j.chaos.work.Workload;
import org.jspecify.annotations.Nullable;

/** Says what is left of each channel once its newest messages are lost, while no node reaches the backend. */
final class SetBacks {
    private SetBacks() {}

    /** Only what was acknowledged at most so many ms before the fault began can be lost; null: anything. */
    static void record(Blow blow, Auditor auditor, @Nullable Long within) {
        for (String channel : Workload.CHANNELS) {
            MessageId lastKept = auditor.newest(channel);
            blow.recorder().record(at -> new Operation.SetBack(at, blow.number(), channel, lastKept, within));
        }
    }
}
