package dev.realtime4j.chaos.soak;

import dev.realtime4j.chaos.fault.Backend;
import dev.realtime4j.chaos.fault.BackendName;
import dev.realtime4j.chaos.history.Stop;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line {@code chaos soak}. */
@Command(
        name = "soak",
        description = {
            "Works on 1,000 channels for a long time, while subscriptions, HTTP streams, clients and connections come and"
                    + " go, and fails if heap, threads, open files or connections grow, or a message is missing.",
            "Needs the backend's server on the PATH, and starts it itself."
        },
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing grew and nothing was missing",
            "1:something grew, or a message was missing",
            "2:wrong usage, or the run could not be carried out"
        })
public final class SoakCommand implements Callable<Integer> {
    private static final int SAMPLES = 120;
    private static final int MILLIS = 60_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--backend",
            defaultValue = "memory",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES} (memory by default).")
    private BackendName backend = BackendName.MEMORY;

    @Option(names = "--minutes", paramLabel = "N", description = "How long it works; 30 by default.")
    private double minutes = 30;

    @Option(names = "--out", paramLabel = "FOLDER", description = "Where the plot is written; target/chaos by default.")
    private Path out = Path.of("target", "chaos");

    private SoakCommand() {}

    @Override
    public Integer call() throws IOException {
        if (!(minutes > 0 && minutes <= 7 * 24 * 60)) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--minutes must be more than 0 and at most 10080, got " + minutes);
        }
        PrintWriter print = Objects.requireNonNull(spec).commandLine().getOut();
        try (Backend opened = backend.open();
                Churn churn = new Churn(opened)) {
            print.printf(Locale.ROOT, "%s, %s minutes%n", opened.name(), minutes);
            List<Sample> samples = watch(opened, print);
            Path file = Files.createDirectories(out).resolve("soak-" + backend + ".svg");
            Files.writeString(file, SoakPlot.svg(opened.name(), samples));
            print.println("plot: " + file);
            return judge(samples, churn, print) ? 0 : 1;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private List<Sample> watch(Backend opened, PrintWriter print) {
        Stop never = new Stop();
        List<Sample> samples = new ArrayList<>();
        long begin = System.nanoTime();
        while (samples.size() < SAMPLES) {
            never.within(Duration.ofMillis((long) (minutes * MILLIS / SAMPLES)));
            Sample sample = Sample.take((System.nanoTime() - begin) / 1e9, opened.links());
            samples.add(sample);
            if (samples.size() % (SAMPLES / 10) == 0) {
                print.printf(
                        Locale.ROOT,
                        "%7.0f s  %s%n",
                        sample.seconds(),
                        String.join(
                                ", ",
                                Arrays.stream(Measure.values())
                                        .map(measure -> Math.round(measure.of(sample)) + " " + measure)
                                        .toList()));
                print.flush();
            }
        }
        return samples;
    }

    private static boolean judge(List<Sample> samples, Churn churn, PrintWriter print) {
        churn.counts().forEach(print::println);
        boolean good = churn.faults().isEmpty();
        churn.faults().forEach(fault -> print.println("VIOLATION " + fault));
        for (Measure measure : Measure.values()) {
            Measure.Change change = measure.change(samples);
            print.printf(
                    Locale.ROOT,
                    "%s%s: %.1f after the warm-up, %.1f at the end%n",
                    change.isFlat() ? "" : "VIOLATION grew: ",
                    measure,
                    change.before(),
                    change.after());
            good &= change.isFlat();
        }
        print.println("verdict: " + (good ? "PASSED" : "VIOLATED"));
        return good;
    }
}
