package dev.realtime4j.benchmarks.growth;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The program of a node in a JVM of its own. It obeys lines: {@code FROM UNTIL} closes what there was, and follows the channels
 * of these numbers, over a connection of its own, if there are any; an empty line asks only. Each is answered with the number of
 * messages that have arrived so far and the processor time in ns.
 */
public final class Node implements AutoCloseable {
    private final RealtimeConfig config;
    private final LongAdder arrived = new LongAdder();
    private @Nullable Realtime realtime;

    private Node(String url) {
        config = RealtimeConfig.builder(url).timeouts(Nodes.PATIENT).build();
    }

    /**
     * Runs until the input ends.
     *
     * @param arguments the backend's URL
     * @throws IOException if the input cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err); // what a driver prints is no answer
        try (Node node = new Node(arguments[0]);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isEmpty()) {
                    String[] range = line.split(" ", -1);
                    node.follow(Integer.parseInt(range[0]), Integer.parseInt(range[1]));
                }
                answers.println(node.arrived.sum() + " " + Cpu.ofThis());
                answers.flush();
            }
        }
    }

    private void follow(int from, int until) {
        close();
        if (from == until) {
            return;
        }
        Realtime connected = Realtime.connect(config);
        realtime = connected;
        for (int i = from; i < until; i++) {
            connected
                    .channel("c-" + i)
                    .subscribe(options ->
                            options.onMessage(message -> arrived.increment()).onGap(gap -> System.exit(1)));
        }
    }

    @Override
    public void close() {
        if (realtime != null) {
            realtime.close();
            realtime = null;
        }
    }
}
