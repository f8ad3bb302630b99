package dev.realtime4j.chaos.fault;

import dev.realtime4j.tck.broker.FaultyLink;
import java.util.List;

/** What can be done to the links of a client, to all of them at once. */
final class LinkFaults {
    private final List<FaultyLink> links;

    LinkFaults(List<FaultyLink> links) {
        this.links = List.copyOf(links);
    }

    /** Takes a name for whose links they are. */
    List<Fault> all(String whose) {
        return List.of(
                new Fault("cut " + whose, blow -> links.forEach(FaultyLink::cut)),
                new Fault("stall and cut " + whose, this::stall),
                new Fault("shut out " + whose, this::shutOut));
    }

    /** Some emits have reached the broker and others have not, and nobody knows which. */
    private void stall(Blow blow) {
        links.forEach(FaultyLink::stall);
        try {
            blow.hold(200, 3500);
            if (blow.random().nextBoolean()) {
                links.forEach(FaultyLink::cut);
            }
        } finally {
            links.forEach(FaultyLink::restore);
        }
    }

    /**
     * What was sent over a connection that its client has lost arrives later than what came over the next one. For brokers
     * that tell the two apart.
     */
    Fault leaveBehind(String whose) {
        return new Fault("leave behind " + whose, blow -> {
            links.forEach(FaultyLink::stall);
            try {
                blow.hold(100, 500);
                links.forEach(FaultyLink::leaveBehind);
                blow.hold();
            } finally {
                links.forEach(FaultyLink::restore);
            }
        });
    }

    private void shutOut(Blow blow) {
        links.forEach(FaultyLink::refuse);
        try {
            blow.hold();
        } finally {
            links.forEach(FaultyLink::restore);
        }
    }
}
