package dev.realtime4j.browser;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs the commands that the tests need; a missing one fails them, with what to do. */
final class Commands {
    private Commands() {}

    static Path find(String name) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
            Path command = Path.of(folder, name);
            if (Files.isExecutable(command)) {
                return command;
            }
        }
        throw new AssertionError(name + " is not on the PATH: install it, such as with apt-get install " + name);
    }

    /** Runs a command to its end and gives what it printed. */
    static String run(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (InputStream out = process.getInputStream()) {
            process.getOutputStream().close();
            String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new AssertionError(String.join(" ", command) + " ended with " + code + ":\n" + printed);
            }
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }
}
