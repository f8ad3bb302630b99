package dev.realtime4j.benchmarks.node;

import dev.realtime4j.tck.broker.BrokerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * A program that runs under Node, and is told and tells lines, over the pipes of its standard input and output. What it says on
 * standard error is shown. Safe for any threads.
 */
public final class NodeProgram implements AutoCloseable {
    private final Process process;
    private final OutputStream in;

    private NodeProgram(Process process) {
        this.process = process;
        this.in = process.getOutputStream();
    }

    /**
     * Starts a program, with its packages.
     *
     * @param folder of the program, among those for Node
     * @param file the file in it that is run
     * @param argument what that is given
     * @param told is given each line that it tells, one after the other
     * @return the program, whose standard input ends at the latest when this process does
     * @throws IOException if it cannot be installed or started
     */
    public static NodeProgram start(String folder, String file, String argument, Consumer<String> told)
            throws IOException {
        String node = BrokerProcess.executable("node", "install Node.js 18 or newer with npm");
        Process process = new ProcessBuilder(List.of(node, NodePackages.installed(folder, file), argument))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread reader = new Thread(() -> read(process, told), "node-" + folder);
        reader.setDaemon(true);
        reader.start();
        return new NodeProgram(process);
    }

    private static void read(Process process, Consumer<String> told) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(told);
        } catch (IOException | UncheckedIOException e) {
            System.err.flush(); // the process has been ended
        }
    }

    /**
     * Tells it a line.
     *
     * @param line the line, without its end
     * @throws IOException if it has ended
     */
    public void tell(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (in) {
            in.write(bytes);
            in.flush();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
