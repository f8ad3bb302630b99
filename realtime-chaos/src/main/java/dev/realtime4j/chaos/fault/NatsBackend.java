package dev.realtime4j.chaos.fault;

import dev.realtime4j.chaos.history.Exercise;
import dev.realtime4j.chaos.work.Auditor;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.NatsServer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One NATS server, to which each node comes by a link of its own. */
public final class NatsBackend extends LinkedServer<NatsServer> {
    private static final long DISK = 64 << 20;
    private static final boolean CAN_FILL_DISK = NatsServer.canFillDisk();

    /** Launches a server. */
    public NatsBackend() {
        super("nats", CAN_FILL_DISK ? NatsServer.launchOnSmallDisk(DISK) : NatsServer.launch());
    }

    @Override
    public List<Fault> faults(Auditor auditor) {
        List<Fault> faults = new ArrayList<>(new BrokerFaults(server(), links(), blow -> {}).all());
        faults.add(new Fault("lose all", blow -> loseAll(blow, auditor)));
        if (CAN_FILL_DISK) {
            faults.add(new Fault("full disk", this::fillDisk));
        }
        return faults;
    }

    /** It takes nothing more, and a server of 2.9 answers nothing more before it was restarted. */
    private void fillDisk(Blow blow) {
        server().fillDisk();
        blow.hold();
        server().freeDisk();
        links().forEach(FaultyLink::refuse);
        server().kill();
        server().start();
        links().forEach(FaultyLink::restore);
    }

    /** Kills the server and deletes its streams. */
    private void loseAll(Blow blow, Auditor auditor) {
        links().forEach(FaultyLink::refuse);
        server().kill();
        blow.recordDown();
        server().deleteStore();
        server().start();
        SetBacks.record(blow, auditor, null);
        links().forEach(FaultyLink::restore);
    }

    @Override
    public Set<Exercise> demanded() {
        return EnumSet.allOf(Exercise.class);
    }
}
