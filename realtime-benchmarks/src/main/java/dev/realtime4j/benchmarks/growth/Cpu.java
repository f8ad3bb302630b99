package dev.realtime4j.benchmarks.growth;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.Stream;

/** Processor time, in ns. */
final class Cpu {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Cpu() {}

    /** Of all threads of this process, with its collector and compiler. */
    static long ofThis() {
        return SYSTEM.getProcessCpuTime();
    }

    /** Of a process, in steps of 10 ms. */
    static long of(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }

    /** Of this process and of all that it has started and that run: brokers. */
    static long ofAll() {
        return ofThis() + ofStarted();
    }

    /** Of all that this process has started and that run. */
    static long ofStarted() {
        try (Stream<ProcessHandle> started = ProcessHandle.current().children()) {
            return started.mapToLong(Cpu::of).sum();
        }
    }
}
