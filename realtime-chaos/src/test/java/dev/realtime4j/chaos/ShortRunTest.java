package dev.realtime4j.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fifteen seconds of faults on each backend; two minutes with the slow tests. */
class ShortRunTest {
    private static final String MINUTES = Boolean.getBoolean("realtime.long") ? "2" : "0.25";

    @ParameterizedTest
    @EnumSource
    void everyPromiseIsKept(BackendName backend, @TempDir Path folder) {
        StringWriter text = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(text, true))
                .setErr(new PrintWriter(text, true))
                .execute("--backend=" + backend, "--minutes=" + MINUTES, "--seed=20", "--out=" + folder);
        assertThat(code).as(text::toString).isZero();
        assertThat(folder.resolve(backend + "-20.svg")).content().contains("</svg>");
    }
}
