package dev.realtime4j.benchmarks.growth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where the threads of this process are while work is done, as Java Flight Recorder samples them. */
final class Profile {
    private static final String JAVA = "jdk.ExecutionSample";
    private static final String NATIVE = "jdk.NativeMethodSample";
    private static final String COLLECTION = "jdk.GarbageCollection";
    private static final Duration PERIOD = Duration.ofMillis(10);
    private static final List<String> WAITING =
            List.of("park", "epollWait", "poll", "poll0", "wait", "accept", "waitForProcessExit0");

    private Profile() {}

    /**
     * Does work again and again.
     *
     * @param title what it is
     * @param work the work, ready and warm
     * @param seconds how long, at least
     * @return a flame graph; pauses of the collector are a frame of their own, for no Java frame is sampled meanwhile
     */
    static FlameGraph of(String title, Work work, double seconds) throws Exception {
        Path file = Files.createTempFile("growth", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable(JAVA).withPeriod(PERIOD);
            recording.enable(NATIVE).withPeriod(PERIOD);
            recording.enable(COLLECTION);
            recording.start();
            long start = System.nanoTime();
            do {
                work.run();
            } while (System.nanoTime() - start < seconds * 1e9);
            recording.stop();
            recording.dump(file);
            return read(title, file);
        } finally {
            Files.delete(file);
        }
    }

    private static FlameGraph read(String title, Path file) throws IOException {
        FlameGraph graph = new FlameGraph(title);
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            if (event.getEventType().getName().equals(COLLECTION)) {
                long samples = event.getDuration("sumOfPauses").toMillis() / PERIOD.toMillis();
                graph.add(List.of("pauses of the garbage collector"), samples);
            } else if (event.getStackTrace() != null) {
                List<String> frames = frames(event.getStackTrace().getFrames());
                if (!frames.isEmpty() && !isWaiting(event)) {
                    graph.add(frames, 1);
                }
            }
        }
        return graph;
    }

    /** Native code is sampled while it waits, too. */
    private static boolean isWaiting(RecordedEvent event) {
        return event.getEventType().getName().equals(NATIVE)
                && WAITING.contains(
                        event.getStackTrace().getFrames().get(0).getMethod().getName());
    }

    private static List<String> frames(List<RecordedFrame> top) {
        List<String> frames = new ArrayList<>();
        for (RecordedFrame frame : top) {
            String type = frame.getMethod().getType().getName();
            if (frame.isJavaFrame() && !type.contains("$$Lambda")) { // not the classes that the JVM makes for lambdas
                frames.add(type.substring(type.lastIndexOf('.') + 1) + "."
                        + frame.getMethod().getName());
            }
        }
        Collections.reverse(frames);
        return frames;
    }
}
