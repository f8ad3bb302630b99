package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./realtime}, with a script in place of the JVM. */
class LauncherTest {
    @TempDir
    Path folder;

    /** What the script takes for a source tree that is built. */
    @BeforeEach
    void build() throws IOException {
        Files.createDirectories(folder.resolve("realtime-server/src/main"));
        Files.createFile(folder.resolve("pom.xml"));
        Files.createFile(folder.resolve("realtime-server/pom.xml"));
        Files.copy(Path.of("../realtime"), folder.resolve("realtime"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(folder.resolve("realtime-server/target"));
        Files.createFile(folder.resolve("realtime-server/target/launcher.stamp"));
        Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nwc -c\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
    }

    private String printed(String command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", folder.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ProcessTest.ended(process)).as(printed).isZero();
        return printed.strip();
    }

    @Test
    void itPassesStandardInputOn() throws Exception {
        assertThat(printed("printf 12345 | ./realtime emit")).isEqualTo("5");
    }

    @Test
    void withoutStandardInputThereIsAnEmptyOne() throws Exception {
        assertThat(printed("exec ./realtime emit <&-")).isEqualTo("0");
    }
}
