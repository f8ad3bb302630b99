package dev.realtime4j.tck;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The contract of {@code SPEC.md} as tests. A backend extends this class and supplies a fixture; nothing else is needed:
 *
 * <pre>{@code
 * class RedisConformanceTest extends TransportContract {
 *     private static final Broker BROKER = Broker.start();
 *
 *     protected TransportFixture fixture() {
 *         return new RedisFixture(BROKER);
 *     }
 * }
 * }</pre>
 *
 * <p>Each run writes {@code target/conformance/summary-<class>.txt}, {@code <class>.json} and {@code <class>.html}. System
 * properties, or configuration parameters of the JUnit Platform:
 *
 * <ul>
 *   <li>{@code realtime.tck.seed}: the seed that a failure has named, to repeat it;
 *   <li>{@code realtime.tck.rules}: only these rules or tests, by commas, such as {@code
 *       S5,E*,S4_latestCountsWhatPassesTheFilter}; a name that is none of the kit's fails the class;
 *   <li>{@code realtime.long}: {@code true} for everything, also where the class has a {@link ShortRun}, and for each hunt for
 *       a race in full length, or for a minute;
 *   <li>{@code realtime.tck.replay}: a sequence of operations that the model check has named;
 *   <li>{@code realtime.tck.reports}: the directory of the reports; empty for none.
 * </ul>
 */
@ExtendWith(ConformanceExtension.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class TransportContract {

    /** For the backend's test class. */
    protected TransportContract() {}

    /**
     * Makes the fixture of one test.
     *
     * @return a fixture; closed by the kit when the test has ended
     */
    protected abstract TransportFixture fixture();

    @Nested
    class Names extends NamesGroup {
        Names() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Data extends DataGroup {
        Data() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Emitting extends EmittingGroup {
        Emitting() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Keys extends KeysGroup {
        Keys() {
            super(TransportContract.this);
        }
    }

    @Nested
    class History extends HistoryGroup {
        History() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Keeping extends RetentionGroup {
        Keeping() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Subscribing extends SubscribingGroup {
        Subscribing() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Handling extends HandlingGroup {
        Handling() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Replay extends ReplayGroup {
        Replay() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Resuming extends ResumeGroup {
        Resuming() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Recovering extends RecoveryGroup {
        Recovering() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Outages extends OutageGroup {
        Outages() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Quiet extends QuietGroup {
        Quiet() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Closing extends ClosingGroup {
        Closing() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Crowds extends CrowdGroup {
        Crowds() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Processes extends ProcessGroup {
        Processes() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Model extends ModelGroup {
        Model() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Edges extends EdgesGroup {
        Edges() {
            super(TransportContract.this);
        }
    }
}
