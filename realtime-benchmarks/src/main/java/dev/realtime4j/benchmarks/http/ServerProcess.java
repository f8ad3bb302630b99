package dev.realtime4j.benchmarks.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server in a process of its own, on the first processor. */
final class ServerProcess implements AutoCloseable {
    private static final String LISTENING = "listening: ";

    private final Process process;
    private final URI uri;

    private ServerProcess(List<String> command) throws IOException {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", "0"));
        pinned.addAll(command);
        process = new ProcessBuilder(pinned).start();
        BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
        String line = err.readLine();
        while (line != null && !line.startsWith(LISTENING)) {
            line = err.readLine();
        }
        if (line == null) {
            throw new IOException(String.join(" ", command) + " has ended");
        }
        uri = URI.create(line.substring(LISTENING.length()));
        Thread drain = new Thread(() -> err.lines().forEach(System.err::println), "server-log");
        drain.setDaemon(true);
        drain.start();
    }

    static ServerProcess start(String contestant) throws IOException {
        return new ServerProcess(
                switch (contestant) {
                    case HttpFanOut.REFERENCE -> List.of("node", "realtime-benchmarks/src/main/node/sse.mjs");
                    case "Realtime" ->
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xms512m",
                                "-Xmx1g",
                                "-XX:+UseParallelGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.realtime4j.server.Main",
                                "serve",
                                "--port",
                                "0",
                                "--max-messages",
                                "100000");
                    default -> throw new IllegalArgumentException("Unknown contestant " + contestant);
                });
    }

    URI uri() {
        return uri;
    }

    /** Memory that the process holds, in KiB. */
    long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
