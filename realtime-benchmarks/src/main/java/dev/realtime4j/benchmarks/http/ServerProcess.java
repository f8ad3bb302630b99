package dev.realtime4j.benchmarks.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server in a process of its own, on the first processor. It is killed at the latest when this JVM ends. */
class ServerProcess implements AutoCloseable {
    private static final String LISTENING = "listening: ";
    private static final String PATH = "/api/realtime";
    private static final Path TASKSET = Path.of("/usr/bin/taskset");

    private final Process process;
    private final URI uri;
    private final Thread atExit = new Thread(this::kill, "server-at-exit");

    private ServerProcess(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** On the first processor, where the system can do that. */
    private static Process pinned(List<String> command) throws IOException {
        List<String> pinned = new ArrayList<>();
        if (Files.exists(TASKSET)) {
            pinned.addAll(List.of(TASKSET.toString(), "-c", "0"));
        }
        pinned.addAll(command);
        return new ProcessBuilder(pinned).start();
    }

    /** Starts a server that tells on standard error where it listens. */
    static ServerProcess listening(List<String> command) throws IOException {
        Process process = pinned(command);
        BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
        String line = err.readLine();
        while (line != null && !line.startsWith(LISTENING)) {
            line = err.readLine();
        }
        if (line == null) {
            throw new IOException(String.join(" ", command) + " has ended");
        }
        Thread drain = new Thread(() -> print(err), "server-log");
        drain.setDaemon(true);
        drain.start();
        return new ServerProcess(process, URI.create(line.substring(LISTENING.length())));
    }

    private static void print(BufferedReader err) {
        try {
            err.lines().forEach(System.err::println);
        } catch (UncheckedIOException e) {
            System.err.flush(); // the process has been ended
        }
    }

    static ServerProcess nginx(Path module) throws IOException {
        Path folder = Files.createTempDirectory("nginx");
        int port = freePort();
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), """
                load_module %s;
                daemon off;
                user %s;
                worker_processes 1;
                pid %s/pid;
                error_log stderr crit;
                events { worker_connections 19000; multi_accept on; }
                http {
                  access_log off;
                  client_body_temp_path %3$s; proxy_temp_path %3$s; fastcgi_temp_path %3$s;
                  uwsgi_temp_path %3$s; scgi_temp_path %3$s;
                  keepalive_requests 1000000000;
                  nchan_shared_memory_size 1G;
                  server {
                    listen 127.0.0.1:%d backlog=4096;
                    location = %s {
                      nchan_pubsub; nchan_channel_id $arg_channel; nchan_subscriber_first_message newest;
                      nchan_message_buffer_length 1000; nchan_message_timeout 60s;
                    }
                  }
                }
                """.formatted(
                        module, System.getProperty("user.name"), folder, port, PATH));
        Process process =
                pinned(List.of("nginx", "-e", "stderr", "-p", folder.toString(), "-c", configuration.toString()));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!accepts(port)) {
            if (!process.isAlive() || System.nanoTime() - end > 0) {
                throw new IOException("nginx does not start: "
                        + new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return new ServerProcess(process, URI.create("http://127.0.0.1:" + port + PATH)) {
            @Override
            public void close() {
                super.close();
                delete(folder);
            }
        };
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + folder, e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    URI uri() {
        return uri;
    }

    /** Processor time of the process, in steps of 10 ms. */
    long cpuNanos() {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }

    /** Memory that the process and what it has started hold, in KiB. */
    long residentKib() throws IOException {
        String processes = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(one -> Long.toString(one.pid()))
                .collect(Collectors.joining(","));
        try (BufferedReader rows = new ProcessBuilder("ps", "-o", "rss=", "-p", processes)
                .start()
                .inputReader(StandardCharsets.US_ASCII)) {
            return rows.lines().mapToLong(row -> Long.parseLong(row.strip())).sum();
        }
    }

    /** What is in use in the heap of a Java process after a collection, in KiB. */
    double heapKib() throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try (BufferedReader rows = new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram")
                .start()
                .inputReader(StandardCharsets.UTF_8)) {
            // The last row is the total: "Total", instances, bytes.
            return rows.lines()
                            .filter(row -> row.startsWith("Total"))
                            .mapToLong(row -> Long.parseLong(row.split(" +", -1)[2]))
                            .sum()
                    / 1024.0;
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        kill();
    }

    private void kill() {
        // Nobody needs a graceful end, which takes seconds; the parent first, which might replace its children.
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }
}
