package dev.realtime4j.benchmarks.node;

import dev.realtime4j.tck.broker.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A program for Node with its packages, which are installed at the first use, as its lock file says. */
public final class NodePackages {
    private static final Path SOURCES = Path.of("realtime-benchmarks", "src", "main", "node");
    private static final Path INSTALLED = Path.of("realtime-benchmarks", "target", "node");
    private static final String LOCK = "package-lock.json";

    private NodePackages() {}

    /**
     * Installs what is missing.
     *
     * @param folder of the program, among those for Node
     * @param file a file in it
     * @return the path of that file beside its packages
     * @throws IOException if the packages cannot be installed
     */
    public static String installed(String folder, String file) throws IOException {
        Path from = SOURCES.resolve(folder);
        Path to = Files.createDirectories(INSTALLED.resolve(folder));
        Path done = to.resolve("installed.json");
        boolean current = Files.exists(done) && Files.mismatch(done, from.resolve(LOCK)) < 0;
        try (Stream<Path> files = Files.list(from)) {
            for (Path one : files.filter(Files::isRegularFile).toList()) {
                Files.copy(one, to.resolve(one.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!current) {
            install(to);
            Files.copy(from.resolve(LOCK), done, StandardCopyOption.REPLACE_EXISTING);
        }
        return to.resolve(file).toString();
    }

    private static void install(Path folder) throws IOException {
        String npm = BrokerProcess.executable("npm", "install Node.js 18 or newer with npm");
        Process install = new ProcessBuilder(
                        List.of(npm, "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(install.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (install.waitFor() != 0) {
                throw new IOException("The npm packages of " + folder + " cannot be installed: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }
}
