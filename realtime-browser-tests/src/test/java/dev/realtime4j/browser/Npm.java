package dev.realtime4j.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The folder of the scripts that the tests bundle, run and check; its packages are installed at the first use. */
final class Npm {
    static final Path WEB = Path.of("web");
    /** A copy of what was wanted when the packages were installed. */
    private static final Path INSTALLED = WEB.resolve("node_modules/.installed.json");

    private static final Path WANTED = WEB.resolve("package-lock.json");

    private Npm() {}

    private static void install() throws IOException, InterruptedException {
        if (!Files.exists(INSTALLED) || Files.mismatch(INSTALLED, WANTED) >= 0) {
            String unused = Commands.run(
                    WEB,
                    Map.of(),
                    List.of(Commands.find("npm").toString(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
            Files.copy(WANTED, INSTALLED, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Bundles a script with all that it needs for a browser. */
    static byte[] bundle(String script) throws IOException, InterruptedException {
        return Files.readAllBytes(bundle(script, ".js", List.of("--format=esm")));
    }

    /** Bundles a script for Node; gives the file to run. */
    static Path bundleForNode(String script) throws IOException, InterruptedException {
        return bundle(script, ".mjs", List.of("--platform=node", "--format=esm"));
    }

    private static Path bundle(String script, String ending, List<String> options)
            throws IOException, InterruptedException {
        install();
        Path out = Files.createDirectories(Path.of("target"))
                .resolve(Path.of(script).getFileName() + ending);
        List<String> command = new ArrayList<>(List.of(
                "node_modules/.bin/esbuild",
                script + ".jsx",
                "--bundle",
                "--jsx=automatic",
                "--log-level=warning",
                "--define:process.env.NODE_ENV=\"production\"",
                "--outfile=" + out.toAbsolutePath()));
        command.addAll(options);
        String unused = Commands.run(
                WEB,
                Map.of("NODE_PATH", WEB.resolve("node_modules").toAbsolutePath().toString()),
                command);
        return out;
    }

    /** Checks the declarations of types. */
    static void checkTypes() throws IOException, InterruptedException {
        install();
        String unused = Commands.run(WEB, Map.of(), List.of("node_modules/.bin/tsc", "--project", "."));
    }
}
