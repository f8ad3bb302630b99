package dev.realtime4j.tck.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of this process: a broker that is down for a while finds its own one free again. They lie below those that systems
 * give to outgoing connections, and a lock on a file keeps other processes that ask here from each of them. Safe for any
 * threads.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int END = 32_000;
    /** More tries than there are ports make no sense. */
    private static final int MOST_TRIES = END - FIRST;
    /** Those that were found, by port. Their files stay open: to close one would end its lock, however often it is open. */
    private static final Map<Integer, FileChannel> LOCKS = new HashMap<>();

    private FreePorts() {}

    /**
     * Finds ports of the loopback address on which nobody listens, and keeps them for this process until it ends.
     *
     * @param count how many
     * @return as many different ports, from 20,000 on
     * @throws UncheckedIOException if there are none, or the folder for temporary files cannot be used
     */
    public static synchronized List<Integer> find(int count) {
        List<Integer> ports = new ArrayList<>();
        try {
            Path locks = Files.createDirectories(
                    Path.of(System.getProperty("java.io.tmpdir"), "realtime-ports-" + System.getProperty("user.name")));
            for (int tries = 0; ports.size() < count; tries++) {
                int port = ThreadLocalRandom.current().nextInt(FIRST, END);
                if (tries == MOST_TRIES) {
                    throw new IOException("No port is free from " + FIRST + " to " + (END - 1));
                }
                if (!LOCKS.containsKey(port) && isFree(port) && lock(locks, port)) {
                    ports.add(port);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("No free port", e);
        }
        return List.copyOf(ports);
    }

    /** Whether no other process has it. */
    private static boolean lock(Path folder, int port) throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve(Integer.toString(port)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                channel.close();
                return false;
            }
            LOCKS.put(port, channel);
            return true;
        } catch (OverlappingFileLockException foundByAnotherClassLoader) {
            LOCKS.put(port, channel);
            return false;
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
