package dev.realtime4j.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.chaos.fault.BackendName;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs by the command line, as people start them. Reports and the histories of failed runs stay in target/chaos. */
final class Runs {
    private static final Path FOLDER = Path.of("target", "chaos");

    private Runs() {}

    /** Seeds that let the faults which destroy most come in the middle: there is something to lose, and time to notice. */
    private static int seed(BackendName backend) {
        return switch (backend) {
            case MEMORY -> 42;
            case REDIS -> 49;
            case REDIS_CLUSTER -> 42;
            case NATS -> 44;
            case NATS_CLUSTER -> 42;
            case KAFKA -> 43;
            case KAFKA_CLUSTER -> 42;
        };
    }

    /** Fails unless every promise was kept under all faults. */
    static void pass(BackendName backend, String minutes) throws IOException {
        Path folder = FOLDER.resolve(minutes + "-minutes");
        String name = backend + "-" + seed(backend);
        StringWriter text = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(text, true))
                .setErr(new PrintWriter(text, true))
                .execute("--backend=" + backend, "--minutes=" + minutes, "--seed=" + seed(backend), "--out=" + folder);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".txt"), text.toString());
        assertThat(code).as(text::toString).isZero();
        assertThat(folder.resolve(name + ".svg")).content().contains("</svg>");
    }
}
