package dev.realtime4j.chaos.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.realtime4j.tck.broker.FaultyLink;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * What this process holds at a moment.
 *
 * @param seconds since the beginning
 * @param heap bytes in use after a full collection
 * @param threads live threads
 * @param descriptors open files and sockets; 0 where the system does not tell
 * @param connections to the broker
 */
record Sample(double seconds, long heap, int threads, long descriptors, int connections) {

    /** Collects garbage and looks. */
    static Sample take(double seconds, List<FaultyLink> links) {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long descriptors = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        return new Sample(
                seconds,
                heap,
                threads,
                descriptors,
                links.stream().mapToInt(FaultyLink::connections).sum());
    }
}
