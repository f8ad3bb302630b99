package dev.realtime4j.benchmarks.growth;

import dev.realtime4j.Realtime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/**
 * The program of a node in a JVM of its own: follows a range of channels, and answers each line of its input with the number of
 * messages that have arrived and its processor time in ns; the first time as soon as all subscriptions stand.
 */
public final class Node {
    private Node() {}

    /**
     * Runs until the input ends.
     *
     * @param arguments the backend's URL, the number of the first channel, and of the first that is not followed any more
     * @throws IOException if the input cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err); // what a driver prints is no answer
        LongAdder arrived = new LongAdder();
        try (Realtime realtime = Realtime.connect(arguments[0]);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (int i = Integer.parseInt(arguments[1]); i < Integer.parseInt(arguments[2]); i++) {
                realtime.channel("c-" + i)
                        .subscribe(options -> options.onMessage(message -> arrived.increment())
                                .onGap(gap -> System.exit(1)));
            }
            do {
                answers.println(arrived.sum() + " " + Cpu.ofThis());
                answers.flush();
            } while (lines.readLine() != null);
        }
    }
}
