package dev.realtime4j.chaos;

import dev.realtime4j.chaos.check.Verdict;
import dev.realtime4j.chaos.fault.Backend;
import dev.realtime4j.chaos.fault.BackendName;
import dev.realtime4j.chaos.history.History;
import dev.realtime4j.chaos.soak.SoakCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line {@code chaos}: one run, or the verdict on one that was kept. */
@Command(
        name = "chaos",
        description = {
            "Works on a backend while faults strike it, and judges by what emitters and readers have seen whether every"
                    + " message came once, in order, and whether every loss was told.",
            "Needs the backend's server on the PATH, and starts it itself."
        },
        subcommands = SoakCommand.class,
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every promise was kept under all faults that were demanded",
            "1:a promise was broken; the history is kept",
            "2:wrong usage, or the run could not be carried out",
            "3:no promise was broken, but the faults did not hit all that was demanded"
        })
public final class Main implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--backend",
            defaultValue = "memory",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES} (memory by default).")
    private BackendName backend = BackendName.MEMORY;

    @Option(names = "--minutes", paramLabel = "N", description = "How long faults strike; 0.25 by default.")
    private double minutes = 0.25;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "What faults and work are drawn from; a random one is drawn and printed.")
    private @Nullable Long seed;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description =
                    "Where the timeline is written and the history of a failed run is kept; target/chaos by default.")
    private Path out = Path.of("target", "chaos");

    @Option(names = "--keep", description = "Keep the history of every run.")
    private boolean keep;

    @Option(names = "--check", paramLabel = "FILE", description = "Run nothing: judge a history that was kept.")
    private @Nullable Path check;

    private Main() {}

    /**
     * Runs and ends the JVM with the exit code.
     *
     * @param args the options; {@code --help} lists them
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExitCodeExceptionMapper(failure -> CommandLine.ExitCode.USAGE);
    }

    @Override
    public Integer call() {
        CommandLine command = java.util.Objects.requireNonNull(spec).commandLine();
        PrintWriter print = command.getOut();
        if (check != null) {
            History history = History.read(check);
            Verdict verdict = Report.print(history, print);
            write(check.resolveSibling(check.getFileName() + ".svg"), Timeline.svg(history), print);
            return code(verdict);
        }
        if (!(minutes > 0 && minutes <= 24 * 60)) {
            throw new ParameterException(command, "--minutes must be more than 0 and at most 1440, got " + minutes);
        }
        return run(print);
    }

    private int run(PrintWriter print) {
        long drawn = seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed;
        try (Backend opened = backend.open()) {
            print.printf(Locale.ROOT, "%s, %s minutes, seed %d%n", opened.name(), minutes, drawn);
            History history = new Run(opened, drawn, line -> {
                        print.println(line);
                        print.flush();
                    })
                    .carryOut(Duration.ofMillis((long) (minutes * 60_000)));
            Verdict verdict = Report.print(history, print);
            Path file = folder().resolve(backend + "-" + drawn + ".jsonl");
            if (keep || verdict.outcome() == Verdict.Outcome.VIOLATED) {
                history.write(file);
                print.println("history: " + file + " (judge it again with --check)");
            }
            write(folder().resolve(backend + "-" + drawn + ".svg"), Timeline.svg(history), print);
            return code(verdict);
        }
    }

    private Path folder() {
        try {
            return Files.createDirectories(out);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make " + out, e);
        }
    }

    private static void write(Path file, String text, PrintWriter print) {
        try {
            Files.writeString(file, text);
            print.println("timeline: " + file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    private static int code(Verdict verdict) {
        return switch (verdict.outcome()) {
            case PASSED -> 0;
            case VIOLATED -> 1;
            case NOT_EXERCISED -> 3;
        };
    }
}
