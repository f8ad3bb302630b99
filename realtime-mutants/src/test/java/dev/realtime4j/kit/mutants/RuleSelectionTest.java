package dev.realtime4j.kit.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.Profile;
import dev.realtime4j.tck.ShortRun;
import dev.realtime4j.tck.TransportContract;
import dev.realtime4j.tck.TransportFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** What a class with {@link ShortRun} runs, and what its report says of the rest. */
class RuleSelectionTest {
    @TempDir
    private Path reports;

    /** Its name keeps it out of the build's own tests, as those below. */
    @ShortRun(
            value = {"H5", "N1", "N5_*", "N5_badArgumentsAreRefusedWithoutIo"},
            without = {"N1"})
    static class Misspelled extends MutantContract {}

    /** One test each of H5 and N5 remains, and one of S12 by its name. */
    @ShortRun(
            value = {"H5", "N*", "S12", "S12_manySubscriptionsOfAChannelCostOneListener"},
            without = {"N1", "N2", "N3", "N4", "N6"})
    static class Brief extends MutantContract {}

    /** A backend that cannot pass one test, and says so. */
    static class Excusing extends TransportContract {
        @Override
        protected TransportFixture fixture() {
            TransportFixture sound = new MutantFixture(new Broken(), Way.TRANSPORT, new Crashes());
            return new TransportFixture() {
                @Override
                public String backend() {
                    return sound.backend();
                }

                @Override
                public Set<Profile> profile() {
                    return sound.profile();
                }

                @Override
                public RealtimeConfig.Builder config() {
                    return sound.config();
                }

                @Override
                public Transport open(RealtimeConfig config) {
                    return sound.open(config);
                }

                @Override
                public Map<String, String> excused() {
                    return Map.of("E7_strictModeRefusesUndeclaredEvents", "the server is at fault");
                }

                @Override
                public void close() {
                    sound.close();
                }
            };
        }
    }

    private TestExecutionSummary run(Class<?> contract, Map<String, String> parameters, Predicate<String> tests) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherConfig plain = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .build();
        LauncherFactory.create(plain)
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(contract))
                                .filters((PostDiscoveryFilter) one ->
                                        FilterResult.includedIf(!one.isTest() || tests.test(one.getDisplayName())))
                                .configurationParameter("realtime.tck.reports", reports.toString())
                                .configurationParameter("realtime.long", "false")
                                .configurationParameters(parameters)
                                .build(),
                        listener);
        return listener.getSummary();
    }

    private String report(String file) {
        try {
            return Files.readString(reports.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void itRunsWhatIsSelectedAndTheReportSaysWhatIsNot() {
        TestExecutionSummary summary = run(Brief.class, Map.of(), test -> true);
        assertThat(summary.getTestsSucceededCount()).isEqualTo(3);
        assertThat(summary.getTestsSkippedCount()).isGreaterThan(100);
        assertThat(report("summary-Brief.txt"))
                .contains(
                        "short run of H5, N*, S12, S12_manySubscriptionsOfAChannelCostOneListener without N1, N2, N3, N4, N6,"
                                + " but for what is lengthy; all of it with realtime.long=true")
                .containsPattern("N {2}0 of 6 rules passed; in part: N5; not selected: \\d+ tests")
                .contains("H  1 of 6 rules passed; not selected: ");
        assertThat(report("Brief.json"))
                .contains(
                        "\"test\":\"E3_emitsOfOneThreadAreStoredInItsOrder\",\"rules\":[\"E3\"],\"grade\":\"required\","
                                + "\"outcome\":\"not run\",\"reason\":\"left out of the short run\"")
                .contains("\"N5\":\"passed in part\"")
                .contains("\"S12\":\"passed in part\"");
    }

    @Test
    void rulesThatAreAskedForWin() {
        String asked = "E4_idsAreComparedByTheFirstNumberThenByTheSecond";
        TestExecutionSummary summary = run(Brief.class, Map.of("realtime.tck.rules", asked), test -> true);
        assertThat(summary.getTestsSucceededCount()).isEqualTo(1);
        assertThat(report("summary-Brief.txt"))
                .contains("only realtime.tck.rules=" + asked)
                .doesNotContain("short run");
    }

    @Test
    void theLongRunTakesWhatTheShortOneLeavesOut() {
        Predicate<String> some = test -> test.startsWith("H5_") || test.startsWith("E4_");
        assertThat(run(Brief.class, Map.of(), some).getTestsSucceededCount()).isEqualTo(1);
        TestExecutionSummary all = run(Brief.class, Map.of("realtime.long", "true"), some);
        assertThat(all.getTestsSucceededCount()).isEqualTo(2);
        assertThat(report("summary-Brief.txt")).contains(" 0 not selected").doesNotContain("short run");
    }

    @Test
    void whatIsExcusedIsNotRunAndNotCountedAsPassed() {
        TestExecutionSummary summary = run(Excusing.class, Map.of(), test -> test.startsWith("E7_"));
        assertThat(summary.getTestsSucceededCount()).isEqualTo(1);
        assertThat(summary.getTestsAbortedCount()).isEqualTo(1);
        assertThat(report("summary-Excusing.txt"))
                .contains(" 1 excused, ")
                .contains("E  0 of 1 rules passed; in part: E7; excused: E7_strictModeRefusesUndeclaredEvents"
                        + " (the server is at fault)");
    }

    @Test
    void aNameThatIsNoneOfTheKitsFailsTheClass() {
        TestExecutionSummary summary = run(Misspelled.class, Map.of(), test -> true);
        assertThat(summary.getTestsStartedCount()).isZero();
        assertThat(summary.getFailures())
                .extracting(failure -> failure.getException().getMessage())
                .containsExactly("@ShortRun names N5_*, which is neither a rule nor a test");
    }

    @Test
    void aNameThatIsAskedForAndNoneOfTheKitsFailsTheClass() {
        TestExecutionSummary summary = run(Brief.class, Map.of("realtime.tck.rules", "E1, H55"), test -> true);
        assertThat(summary.getTestsStartedCount()).isZero();
        assertThat(summary.getFailures())
                .extracting(failure -> failure.getException().getMessage())
                .containsExactly("realtime.tck.rules names H55, which is neither a rule nor a test");
    }
}
