package dev.realtime4j.tck;

import dev.realtime4j.tck.process.PeerProcess;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Second JVMs. What a test has done with waits for the next test that wants the same settings, for to start a JVM and to
 * connect costs more than most tests do.
 */
final class Peers {
    private static final Map<Map<String, String>, Deque<PeerProcess>> IDLE = new ConcurrentHashMap<>();

    private Peers() {}

    /** Gives one that is connected. To be given back. */
    static PeerProcess take(Map<String, String> settings) {
        PeerProcess idle = idle(settings).poll();
        return idle != null ? idle : PeerProcess.launch(settings);
    }

    /** Keeps one for the next, unless the test has killed it or left it in the middle of something. */
    static void giveBack(Map<String, String> settings, PeerProcess peer) {
        if (peer.rest()) {
            idle(settings).add(peer);
        } else {
            peer.close();
        }
    }

    private static Deque<PeerProcess> idle(Map<String, String> settings) {
        return IDLE.computeIfAbsent(settings, none -> new ConcurrentLinkedDeque<>());
    }

    /** Ends those that nobody uses. */
    static void end() {
        for (Deque<PeerProcess> peers : IDLE.values()) {
            for (PeerProcess peer = peers.poll(); peer != null; peer = peers.poll()) {
                peer.close();
            }
        }
    }
}
