package dev.realtime4j.redis;

import dev.realtime4j.tck.broker.BrokerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** An application on the real npm packages, as a process. */
final class JavaScriptPeer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private final List<JsonNode> told = new CopyOnWriteArrayList<>();

    /**
     * Launches it.
     *
     * @param folder an empty folder, where the packages of the lock file are installed, without those of a browser
     * @param url where the HTTP interface of Redis is
     */
    JavaScriptPeer(Path folder, String url) throws IOException, InterruptedException {
        for (String file : List.of("package.json", "package-lock.json", "peer.mjs")) {
            try (var in = JavaScriptPeer.class.getResourceAsStream("/js/" + file)) {
                if (in == null) {
                    throw new IllegalStateException("js/" + file + " is missing");
                }
                Files.write(folder.resolve(file), in.readAllBytes());
            }
        }
        String npm = BrokerProcess.executable("npm", "install Node.js 18 or newer with npm");
        Process install = new ProcessBuilder(
                        npm, "ci", "--prefer-offline", "--legacy-peer-deps", "--no-audit", "--no-fund")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(install.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (install.waitFor() != 0) {
            throw new IllegalStateException("The npm packages cannot be installed: " + said);
        }
        String node = BrokerProcess.executable("node", "install Node.js 18 or newer");
        process = new ProcessBuilder(node, "peer.mjs", url)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread reader = new Thread(this::read, "javascript-peer");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode answer = JSON.readTree(line);
                if (answer.has("told")) {
                    told.add(answer.get("told"));
                } else {
                    answers.add(answer);
                }
            }
        } catch (IOException ended) {
            // The process has ended.
        }
    }

    /** What subscriptions were told, in its order. */
    List<JsonNode> told() {
        return told;
    }

    /** Has something done; gives the answer. */
    JsonNode call(Map<String, Object> request) {
        try {
            process.getOutputStream().write((JSON.writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            JsonNode answer = answers.poll(20, TimeUnit.SECONDS);
            if (answer == null || answer.has("error")) {
                throw new IllegalStateException(request + " is answered by " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
