package dev.realtime4j.kit.mutants;

import dev.realtime4j.tck.TransportContract;
import dev.realtime4j.tck.TransportFixture;
import java.util.function.Supplier;

/** The kit as a backend's author runs it, over a store with a fault. Its name keeps it out of the build's own tests. */
class MutantContract extends TransportContract {

    /**
     * What the thread that runs the kit tries; without it the transport is sound.
     *
     * @param broken makes the fault, anew for each store
     * @param foreign whether the faults that can be caused are records of foreign writers, instead of the simulated ones
     * @param crashes takes what goes wrong beside the tests
     */
    record Trial(Supplier<Broken> broken, boolean foreign, Crashes crashes) {}

    static final ThreadLocal<Trial> TRIAL = ThreadLocal.withInitial(() -> new Trial(Broken::new, false, new Crashes()));

    @Override
    protected TransportFixture fixture() {
        Trial trial = TRIAL.get();
        return new MutantFixture(trial.broken().get(), trial.foreign(), trial.crashes());
    }
}
