package dev.realtime4j.chaos.fault;

import dev.realtime4j.chaos.history.Exercise;
import dev.realtime4j.chaos.work.Auditor;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One Redis server, to which each node comes by a link of its own. It writes its append-only file every second, and while it
 * waits for the disk it answers before it has written: even a kill of the process alone may set its logs back.
 */
public final class RedisBackend extends LinkedServer<RedisServer> {
    /** While it waits for the disk it puts a write off for two seconds, which it counts as whole ones, and then writes. */
    private static final long UNWRITTEN = 3_000;

    private static final String TRANSACTION = "*1\r\n$5\r\nMULTI\r\n";

    /** Launches a server. */
    public RedisBackend() {
        super("redis", RedisServer.launch("--appendfsync", "everysec")); // as most have it
    }

    @Override
    public List<Fault> faults(Auditor auditor) {
        List<Fault> faults = new ArrayList<>(
                new BrokerFaults(server(), links(), blow -> SetBacks.record(blow, auditor, UNWRITTEN)).all());
        faults.addAll(new RedisFaults(key -> server()).all(auditor));
        faults.add(new LinkFaults(links()).leaveBehind("all"));
        faults.add(new Fault("lose the tail", blow -> loseTail(blow, auditor)));
        if (RedisServer.canFillDisk()) {
            faults.add(new Fault("full disk", this::fillDisk));
        }
        return faults;
    }

    /**
     * Kills the server and cuts off the end of its append-only file, as a loss of power does, between two transactions: one
     * that is torn in the middle of a command is rolled back by Redis 7.0, but stays in the file and comes back with the
     * next start.
     */
    private void loseTail(Blow blow, Auditor auditor) {
        links().forEach(FaultyLink::refuse);
        server().kill();
        blow.recordDown();
        cutOff(blow.random().nextLong(4_000, 20_000));
        server().start();
        SetBacks.record(blow, auditor, null);
        links().forEach(FaultyLink::restore);
    }

    /** What the server has taken and cannot write it keeps, and refuses all further emits. */
    private void fillDisk(Blow blow) {
        server().fillDisk(blow.random().nextLong(0, 20_000));
        try {
            blow.hold();
        } finally {
            server().freeDisk();
        }
    }

    private void cutOff(long bytes) {
        Path folder = server().directory().resolve("appendonlydir");
        try (Stream<Path> files = Files.list(folder)) {
            Path newest = files.filter(file -> file.toString().endsWith(".incr.aof"))
                    .max(Comparator.comparing(Path::toString))
                    .orElseThrow(() -> new IllegalStateException("No append-only file in " + folder));
            try (FileChannel channel = FileChannel.open(newest, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                long from = Math.max(0, channel.size() - 2 * bytes);
                ByteBuffer end = ByteBuffer.allocate((int) Math.max(0, channel.size() - bytes - from));
                channel.read(end, from);
                int begin = new String(end.array(), StandardCharsets.ISO_8859_1).lastIndexOf(TRANSACTION);
                if (begin >= 0) {
                    channel.truncate(from + begin);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot shorten the append-only file", e);
        }
    }

    @Override
    public Set<Exercise> demanded() {
        return EnumSet.allOf(Exercise.class);
    }
}
