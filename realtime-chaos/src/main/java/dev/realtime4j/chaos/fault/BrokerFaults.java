package dev.realtime4j.chaos.fault;

import dev.realtime4j.tck.broker.Broker;
import dev.realtime4j.tck.broker.FaultyLink;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What can be done to any broker that is one process, and to the links of its clients. */
final class BrokerFaults {
    private final Broker broker;
    private final List<FaultyLink> links;

    private final Consumer<Blow> restarted;

    /** Takes what is to be done after the broker was killed and started again, before any node reaches it. */
    BrokerFaults(Broker broker, List<FaultyLink> links, Consumer<Blow> restarted) {
        this.broker = broker;
        this.links = links;
        this.restarted = restarted;
    }

    List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        faults.add(new Fault("hang", this::hang));
        faults.add(new Fault("hang and kill", this::kill));
        for (int i = 0; i < links.size(); i++) {
            String node = links.size() == 1 ? "all" : "node-" + (char) ('a' + i);
            faults.addAll(new LinkFaults(List.of(links.get(i))).all(node));
        }
        return faults;
    }

    private void hang(Blow blow) {
        broker.pause();
        try {
            blow.hold(200, 4000); // also longer than the request timeout
        } finally {
            broker.resume();
        }
    }

    /** It hangs first, so that emits are on their way when it dies. */
    private void kill(Blow blow) {
        broker.pause();
        blow.recordDown();
        blow.hold(50, 300);
        broker.kill();
        links.forEach(FaultyLink::refuse);
        blow.hold(50, 1500);
        broker.start();
        restarted.accept(blow);
        links.forEach(FaultyLink::restore);
    }
}
