package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.fail;

import dev.realtime4j.tck.ModelRun.Failure;
import dev.realtime4j.tck.ModelRun.Kind;
import dev.realtime4j.tck.ModelRun.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Random operations on a backend and on a plain list: they may not be told apart. */
abstract class ModelGroup extends ContractGroup {
    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final int LEAST_RUNS = 5;
    private static final int MOST_RUNS = 150;
    private static final Duration BUDGET = Duration.ofSeconds(4);
    private static final Duration SHRINKING = Duration.ofSeconds(20);
    private static final int LENGTH = 60;

    ModelGroup(TransportContract contract) {
        super(contract);
    }

    private final class Backend {
        private final SimulatedFaults faults = new SimulatedFaults();
        private final Client client = lab().client(faults);
        private final Client emitter = client();

        Optional<Failure> run(List<Operation> operations, Duration patience) {
            return new ModelRun(lab(), client, emitter, faults, patience).run(operations);
        }
    }

    @Test
    @Rule({"S10", "S4", "S5", "E6", "H1", "H3", "R2", "S3", "S9"})
    @Stochastic
    @Lengthy
    void S10_aBackendCannotBeToldFromAList() {
        Backend backend = new Backend();
        Optional<String> replay = lab().replay();
        if (replay.isPresent()) {
            List<Operation> operations = Arrays.stream(replay.get().trim().split(" "))
                    .map(Operation::parse)
                    .toList();
            backend.run(operations, patience()).ifPresent(failure -> report(operations, failure));
            return;
        }
        long end = System.nanoTime() + BUDGET.toNanos();
        for (int run = 0; run < LEAST_RUNS || (run < MOST_RUNS && System.nanoTime() < end); run++) {
            List<Operation> operations = operations(new Random(lab().random().nextLong()));
            Optional<Failure> failure = backend.run(operations, patience());
            if (failure.isPresent()) {
                shrinkAndReport(backend, operations.subList(0, failure.get().index() + 1), failure.get());
            }
        }
    }

    private static List<Operation> operations(Random random) {
        Kind[] often = {Kind.EMIT, Kind.EMIT, Kind.EMIT, Kind.EMIT, Kind.RESUME, Kind.HISTORY, Kind.KEYED};
        List<Operation> operations = new ArrayList<>();
        boolean interrupted = false;
        for (int i = 0; i < LENGTH; i++) {
            Kind kind = random.nextInt(2) == 0
                    ? often[random.nextInt(often.length)]
                    : KINDS.get(random.nextInt(KINDS.size()));
            interrupted = kind == Kind.INTERRUPT || (interrupted && kind != Kind.RESTORE);
            operations.add(new Operation(kind, random.nextInt(100)));
        }
        if (interrupted) {
            operations.add(new Operation(Kind.RESTORE, 0));
        }
        return operations;
    }

    /** Leaves out what is not needed for a failure: halves first, then smaller pieces. */
    private static void shrinkAndReport(Backend backend, List<Operation> failing, Failure first) {
        List<Operation> shortest = failing;
        Failure failure = first;
        Duration patience = Duration.ofSeconds(2);
        long end = System.nanoTime() + SHRINKING.toNanos();
        for (int piece = failing.size() / 2; piece > 0; piece /= 2) {
            for (int from = 0; from + piece <= shortest.size() && System.nanoTime() < end; ) {
                List<Operation> without = new ArrayList<>(shortest.subList(0, from));
                without.addAll(shortest.subList(from + piece, shortest.size()));
                Optional<Failure> still = backend.run(without, patience);
                if (still.isPresent()) {
                    failure = still.get();
                    shortest = without.subList(0, failure.index() + 1);
                } else {
                    from += piece;
                }
            }
        }
        report(shortest, failure);
    }

    private static void report(List<Operation> operations, Failure failure) {
        String text = operations.stream().map(Operation::toString).collect(Collectors.joining(" "));
        fail(
                failure.cause().getMessage() + "\nTo replay it: -D" + ConformanceExtension.REPLAY + "=\"" + text + "\"",
                failure.cause());
    }
}
