package dev.realtime4j.chaos.fault;

import dev.realtime4j.MessageId;
import dev.realtime4j.chaos.history.Operation;
import dev.realtime4j.chaos.work.Workload;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.RedisCluster;
import dev.realtime4j.tck.broker.RedisServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What takes servers of a Redis cluster away. A master answers before its replica has what it has stored, so that what the
 * replica lacks is lost once that has taken over. Clients are kept from the replica until it is known how much it has.
 */
final class RedisFailover {
    /** A replica that follows is not further behind. */
    private static final long NOT_REPLICATED = 3_000;

    /** A channel to which is emitted so often that its master is soon ahead. */
    private static final String OFTEN = "many-a";

    private final RedisCluster cluster;
    private final Map<RedisServer, FaultyLink> links;

    RedisFailover(RedisCluster cluster, Map<RedisServer, FaultyLink> links) {
        this.cluster = cluster;
        this.links = links;
    }

    List<Fault> faults() {
        return List.of(
                new Fault("hang a server", this::hang),
                new Fault("restart a server", this::restart),
                new Fault("kill a master", this::killMaster),
                new Fault("kill a master that is ahead", this::killMasterAhead),
                new Fault("kill all servers", this::killAll));
    }

    /** Shorter or longer than it takes until the replica of a master takes over. */
    private void hang(Blow blow) {
        RedisServer server = ServerFaults.any(blow, cluster.nodes(), 1).get(0);
        whileOthersTakeOver(blow, List.of(server), () -> {
            server.pause();
            blow.hold(200, 6000);
            server.resume();
            cluster.awaitWhole();
        });
    }

    /** It is mostly back before another has taken over. */
    private void restart(Blow blow) {
        RedisServer server = ServerFaults.any(blow, cluster.nodes(), 1).get(0);
        whileOthersTakeOver(blow, List.of(server), () -> {
            kill(blow, server);
            blow.hold(50, 1500);
            cluster.start(server);
            cluster.awaitWhole();
        });
    }

    /** It is away until the next fault. */
    private void killMaster(Blow blow) {
        RedisServer master = ServerFaults.any(blow, cluster.masters(), 1).get(0);
        whileOthersTakeOver(blow, List.of(master), () -> {
            kill(blow, master);
            cluster.awaitServed();
        });
    }

    /** Its replica has lost it a moment before, and does not come back to it in time: what was stored meanwhile is lost. */
    private void killMasterAhead(Blow blow) {
        RedisServer master = cluster.master(RedisFaults.stream(OFTEN));
        List<RedisServer> replicas = cluster.replicas(master);
        whileOthersTakeOver(blow, List.of(master), () -> {
            replicas.forEach(RedisServer::pause);
            try {
                master.call("CLIENT", "KILL", "TYPE", "replica");
                blow.hold(800, 2000);
                cluster.kill(master);
            } finally {
                replicas.forEach(RedisServer::resume);
            }
            cluster.awaitServed();
        });
    }

    private void killAll(Blow blow) {
        whileOthersTakeOver(blow, cluster.nodes(), () -> {
            cluster.nodes().forEach(cluster::kill);
            blow.hold(50, 1500);
            cluster.startAll();
            cluster.awaitWhole();
        });
    }

    /** It hangs first, so that emits are on their way when it dies. */
    private void kill(Blow blow, RedisServer server) {
        server.pause();
        blow.hold(50, 300);
        cluster.kill(server);
    }

    /** Records what is left of the channels whose master has changed. */
    private void whileOthersTakeOver(Blow blow, List<RedisServer> away, Runnable fault) {
        Map<String, RedisServer> before = masters();
        List<FaultyLink> heirs = heirs(away).stream().map(links::get).toList();
        heirs.forEach(FaultyLink::refuse);
        try {
            fault.run();
            masters().forEach((channel, master) -> {
                if (master != before.get(channel)) {
                    MessageId lastKept = newest(master, channel);
                    blow.recorder()
                            .record(at -> new Operation.SetBack(at, blow.number(), channel, lastKept, NOT_REPLICATED));
                }
            });
        } finally {
            heirs.forEach(FaultyLink::restore);
        }
    }

    /** Who may take over. */
    private List<RedisServer> heirs(List<RedisServer> away) {
        return away.stream()
                .flatMap(server -> cluster.replicas(server).stream())
                .toList();
    }

    private Map<String, RedisServer> masters() {
        Map<String, RedisServer> masters = new LinkedHashMap<>();
        Workload.CHANNELS.forEach(channel -> masters.put(channel, cluster.master(RedisFaults.stream(channel))));
        return masters;
    }

    private static MessageId newest(RedisServer master, String channel) {
        String entry = master.call("XREVRANGE", RedisFaults.stream(channel), "+", "-", "COUNT", "1");
        return entry.isEmpty() ? MessageId.BEGINNING : MessageId.parse(entry.substring(0, entry.indexOf(' ')));
    }
}
