package dev.realtime4j.kit.mutants;

import dev.realtime4j.tck.TransportContract;
import dev.realtime4j.tck.TransportFixture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;

/**
 * The kit as a backend's author runs it, over a store with a fault. Its name keeps it out of the build's own tests. A test
 * that hangs or turns in circles is a find, which nobody need wait for as long as for a broker.
 */
@Timeout(value = RuleRun.LONGEST_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MutantContract extends TransportContract {

    /**
     * What the thread that runs the kit tries; without it the transport is sound.
     *
     * @param name what is done wrong
     * @param broken makes the fault, anew for each store
     * @param way decides which faults can be caused beside it
     * @param crashes takes what goes wrong beside the tests
     */
    record Trial(String name, Supplier<Broken> broken, Way way, Crashes crashes) {}

    static final ThreadLocal<Trial> TRIAL =
            ThreadLocal.withInitial(() -> new Trial("", Broken::new, Way.TRANSPORT, new Crashes()));

    @Override
    protected TransportFixture fixture() {
        Trial trial = TRIAL.get();
        return trial.way() == Way.PROCESSES
                ? new SharedFixture(trial.name())
                : new MutantFixture(trial.broken().get(), trial.way(), trial.crashes());
    }
}
