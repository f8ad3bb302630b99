package dev.realtime4j.tck.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Redis server that writes its append-only file before each answer, so that what it has acknowledged outlives a kill; it
 * forces nothing to the disk. With {@code everysec}, which is usual, it may answer up to two seconds before it writes.
 */
public final class RedisServer extends ProcessBroker {
    private static final int ANSWER_MILLIS = 10_000;
    private static final Pattern REPLICA = Pattern.compile("slave\\d+:\\S*offset=(\\d+)");

    /** To write beyond the limit of a file's size is an error then, and does not end the process. */
    private static final String REFUSED_AS_ON_A_FULL_DISK = "trap '' XFSZ; exec \"$0\" \"$@\"";

    private RedisServer(BrokerProcess process) {
        super(process);
    }

    /**
     * Launches a server.
     *
     * @param settings further settings, as on the command line, such as {@code --databases}, {@code 4}
     * @return the running server
     * @throws IllegalStateException if there is no {@code redis-server} or it cannot be used
     */
    public static RedisServer launch(String... settings) {
        return launch(FreePorts.find(1).get(0), settings);
    }

    static RedisServer launch(int port, String... settings) {
        String executable =
                BrokerProcess.executable("redis-server", "apt-get install redis-server, version 7 or newer");
        Path directory = BrokerProcess.newDirectory("redis");
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                REFUSED_AS_ON_A_FULL_DISK,
                executable,
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                directory.toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "no"));
        command.addAll(List.of(settings));
        return new RedisServer(BrokerProcess.launch(
                "Redis " + version(executable),
                command,
                port,
                directory,
                at -> call(at, "PING").equals("PONG")));
    }

    private static String version(String executable) {
        try {
            Process process = new ProcessBuilder(executable, "--version").start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return text.replaceFirst("(?s).*\\bv=(\\S+).*", "$1");
        } catch (IOException e) {
            throw new UncheckedIOException(executable + " cannot be run", e);
        }
    }

    /**
     * Has a command carried out by the server.
     *
     * @param command the command and its arguments
     * @return its answer as text, the parts of a list joined by spaces
     * @throws IllegalStateException if the server answers with an error
     */
    public String call(String... command) {
        try {
            return call(port(), command);
        } catch (IOException e) {
            throw new UncheckedIOException(version() + " does not answer " + command[0], e);
        }
    }

    /**
     * Whether {@link #fillDisk} can be used.
     *
     * @return whether this system has {@code prlimit}, as Linux has
     */
    public static boolean canFillDisk() {
        return BrokerProcess.canLimitFiles();
    }

    /**
     * Lets its append-only file grow only a little more: beyond that it is refused as on a full disk.
     *
     * @param bytes how much there is room for
     * @throws IllegalStateException if that cannot be done
     */
    public void fillDisk(long bytes) {
        process().limitFiles(".aof", bytes);
    }

    /**
     * Gives room again, and waits until the server has written what it could not write.
     *
     * @throws IllegalStateException if it does not within 10 s
     */
    public void freeDisk() {
        process().unlimitFiles();
        await(
                () -> call("INFO", "persistence").contains("aof_last_write_status:ok"),
                version() + " does not write although there is room");
    }

    static String call(int port, String... command) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            StringBuilder text = new StringBuilder("*" + command.length + "\r\n");
            for (String part : command) {
                text.append('$')
                        .append(part.getBytes(StandardCharsets.UTF_8).length)
                        .append("\r\n");
                text.append(part).append("\r\n");
            }
            OutputStream out = socket.getOutputStream();
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
            return answer(socket.getInputStream());
        }
    }

    private static String answer(InputStream in) throws IOException {
        String line = line(in);
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+', ':' -> rest;
            case '$' -> bulk(in, Integer.parseInt(rest));
            case '*' -> list(in, Integer.parseInt(rest));
            default -> throw refused(rest);
        };
    }

    private static RuntimeException refused(String error) throws IOException {
        if (error.startsWith("LOADING")) {
            throw new IOException(error);
        }
        return new IllegalStateException("Redis answers " + error);
    }

    private static String bulk(InputStream in, int length) throws IOException {
        if (length < 0) {
            return "";
        }
        String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        in.skipNBytes(2);
        return text;
    }

    private static String list(InputStream in, int count) throws IOException {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(answer(in));
        }
        return String.join(" ", parts);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        while (c != '\r') {
            if (c < 0) {
                throw new IOException("Redis has closed the connection");
            }
            line.append((char) c);
            c = in.read();
        }
        in.skipNBytes(1);
        return line.toString();
    }

    /**
     * How clients name it.
     *
     * @return a URL without credentials
     */
    public String url() {
        return "redis://" + host() + ":" + port();
    }

    /**
     * Waits until its replicas have all that it has acknowledged: it acknowledges before it replicates.
     *
     * @throws IllegalStateException if it has no replica, or that takes more than ten seconds
     */
    public void awaitReplicated() {
        String target = call("INFO", "replication").replaceFirst("(?s).*master_repl_offset:(\\d+).*", "$1");
        await(
                () -> isReplicated(Long.parseLong(target)),
                "The replicas of " + version() + " do not have all that it has");
    }

    private static void await(BooleanSupplier condition, String otherwise) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_MILLIS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(otherwise);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private boolean isReplicated(long target) {
        Matcher replicas = REPLICA.matcher(call("INFO", "replication"));
        boolean any = false;
        while (replicas.find()) {
            any = true;
            if (Long.parseLong(replicas.group(1)) < target) {
                return false;
            }
        }
        return any;
    }

    /**
     * Where its data is.
     *
     * @return the directory
     */
    public Path directory() {
        return process().directory();
    }
}
