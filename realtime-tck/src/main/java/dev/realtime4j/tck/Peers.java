package dev.realtime4j.tck;

import dev.realtime4j.tck.process.PeerProcess;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Second JVMs. What a test has done with waits for the next test, for to start a JVM costs more than most tests do. */
final class Peers {
    private static final Deque<PeerProcess> IDLE = new ConcurrentLinkedDeque<>();

    private Peers() {}

    /** Gives one that is connected. To be given back. */
    static PeerProcess take(Map<String, String> settings) {
        PeerProcess idle = IDLE.poll();
        PeerProcess peer = idle != null ? idle : PeerProcess.launch();
        try {
            peer.connect(settings);
        } catch (RuntimeException e) {
            peer.close();
            throw e;
        }
        return peer;
    }

    /** Keeps one for the next, unless the test has killed it or left it in the middle of something. */
    static void giveBack(PeerProcess peer) {
        if (peer.disconnect()) {
            IDLE.add(peer);
        } else {
            peer.close();
        }
    }

    /** Ends those that nobody uses. */
    static void end() {
        for (PeerProcess peer = IDLE.poll(); peer != null; peer = IDLE.poll()) {
            peer.close();
        }
    }
}
