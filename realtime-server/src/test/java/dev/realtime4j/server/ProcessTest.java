package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The commands as processes: exit codes, signals, bytes. */
class ProcessTest {
    private static final long PATIENCE_SECONDS = 60;

    @Test
    void anEndedCommandEndsTheProcessWithItsCode() throws Exception {
        assertThat(ended(start("demo"))).isZero();
        assertThat(ended(start("emit", "--channel", "c"))).isEqualTo(2);
        assertThat(ended(start("history", "--transport", "down:", "--channel", "c")))
                .isEqualTo(1);
    }

    @Test
    void aSignalEndsASubscriptionInGoodOrder() throws Exception {
        Process process = start("subscribe", "--transport", "memory:", "--channel", "c");
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            String line = err.readLine();
            while (line != null && !line.startsWith("subscribed")) {
                line = err.readLine();
            }
            assertThat(line).isEqualTo("subscribed to \"c\"; Ctrl-C ends");
            // Not process.destroy(): that would also close the streams.
            process.toHandle().destroy();
            assertThat(err.lines().collect(Collectors.toList()))
                    .singleElement()
                    .asString()
                    .startsWith("ended after 0 messages; --after ");
        }
        assertThat(ended(process)).isZero();
    }

    @Test
    void outputIsUtf8WhateverTheLocale() throws Exception {
        Process process = start("emit", "--help");
        String help = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(help).contains("{\"id\":…}");
        assertThat(ended(process)).isZero();
    }

    /** A full disk, as it can be had without one. */
    @Test
    void whatCannotBeWrittenFailsTheCommand() throws Exception {
        String[][] commands = {
            {"emit", "--transport", "memory:", "--channel", "c", "--event", "e", "1"},
            {"types", "--classpath", "target/test-classes", TypesCommandTest.AppEvents.class.getName()},
            {"demo"},
            {"--help"}
        };
        for (String[] command : commands) {
            Process process =
                    builder(command).redirectOutput(new File("/dev/full")).start();
            try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
                assertThat(err.lines().toList())
                        .last()
                        .isEqualTo("realtime: standard output cannot be written: No space left on device");
            }
            assertThat(ended(process)).isEqualTo(1);
        }
    }

    @Test
    void aClosedPipeIsAQuietEnd() throws Exception {
        Process process =
                start("types", "--classpath", "target/test-classes", TypesCommandTest.AppEvents.class.getName());
        process.getInputStream().close();
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            assertThat(err.lines()).isEmpty();
        }
        assertThat(ended(process)).isZero();
    }

    static Process start(String... args) throws IOException {
        return builder(args).start();
    }

    private static ProcessBuilder builder(String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.realtime4j.server.Main"));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    static int ended(Process process) throws InterruptedException {
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("ended in time")
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
