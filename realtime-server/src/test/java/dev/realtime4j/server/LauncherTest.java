package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code ./realtime}, with a script in place of the JVM. */
class LauncherTest {
    @TempDir
    Path folder;

    /** What the script takes for a source tree that is built. */
    @BeforeEach
    void build() throws IOException {
        Files.createDirectories(folder.resolve("realtime-server/src/main"));
        Files.createDirectories(folder.resolve("realtime-js/src"));
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

    /** Also of those of the client for browsers, which the server hands out. */
    @ParameterizedTest
    @ValueSource(
            strings = {"pom.xml", "realtime-server/pom.xml", "realtime-server/src/main/A.java", "realtime-js/src/a.js"})
    void itIsBuiltAgainAfterAChangeOfTheSources(String source) throws Exception {
        Path maven = Files.writeString(folder.resolve("bin/mvn"), "#!/bin/sh\necho maven was called\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        String command = "PATH=$PWD/bin:$PATH ./realtime emit";
        assertThat(printed(command)).doesNotContain("maven was called");
        Path changed = Files.writeString(folder.resolve(source), "");
        Files.setLastModifiedTime(changed, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(printed(command)).contains("maven was called");
    }

    @Test
    void withoutStandardInputThereIsAnEmptyOne() throws Exception {
        assertThat(printed("exec ./realtime emit <&-")).isEqualTo("0");
    }
}
