package dev.realtime4j.tck.http;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/**
 * The HTTP face as tests from outside. The author of an adapter extends this class and supplies a fixture, which starts a
 * server with the adapter and a {@code RealtimeHttp} set up as the scenario says.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class HttpContract {

    /** For the adapter's test class. */
    protected HttpContract() {}

    /**
     * Starts the server of one test.
     *
     * @param scenario how it is to be set up
     * @return a fixture; closed by the kit when the test has ended
     */
    protected abstract HttpFixture fixture(HttpScenario scenario);

    @Nested
    class Streaming extends StreamingGroup {
        Streaming() {
            super(HttpContract.this);
        }
    }

    @Nested
    class Resuming extends StreamResumeGroup {
        Resuming() {
            super(HttpContract.this);
        }
    }

    @Nested
    class Pacing extends PacingGroup {
        Pacing() {
            super(HttpContract.this);
        }
    }

    @Nested
    class Emitting extends PostGroup {
        Emitting() {
            super(HttpContract.this);
        }
    }

    @Nested
    class Reading extends PageGroup {
        Reading() {
            super(HttpContract.this);
        }
    }

    @Nested
    class Guarding extends AccessGroup {
        Guarding() {
            super(HttpContract.this);
        }
    }

    @Nested
    class Ending extends EndingGroup {
        Ending() {
            super(HttpContract.this);
        }
    }

    @Nested
    class Hostile extends HostileGroup {
        Hostile() {
            super(HttpContract.this);
        }
    }
}
