package dev.realtime4j.kit.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the tests of one rule in this thread, up to the first that fails. */
final class RuleRun implements TestExecutionListener {

    /**
     * A test that has failed.
     *
     * @param test its class and method
     * @param stochastic whether it hunts a race
     * @param failure what it has thrown
     */
    record Find(String test, boolean stochastic, Throwable failure) {}

    private static final LauncherConfig CONFIG = LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .build();

    /** Longer than any deadline of the kit here. */
    private static final String LONGEST = "60 s";

    private final CancellationToken token = CancellationToken.create();
    private int passed;
    private @Nullable Find find;
    private @Nullable Throwable crash;

    private RuleRun() {}

    static RuleRun of(Class<?> contract, String rule) {
        RuleRun run = new RuleRun();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract))
                .configurationParameter("realtime.tck.rules", rule)
                .configurationParameter("realtime.tck.reports", "")
                // A mutant may make a test wait for ever or turn in circles: both are finds.
                .configurationParameter("junit.jupiter.execution.timeout.testable.method.default", LONGEST)
                .configurationParameter("junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
                .build();
        LauncherFactory.create(CONFIG)
                .execute(LauncherExecutionRequestBuilder.request(request)
                        .listeners(run)
                        .cancellationToken(run.token)
                        .build());
        return run;
    }

    int passed() {
        return passed;
    }

    @Nullable
    Find find() {
        return find;
    }

    /** What has failed around the tests, or null. */
    @Nullable
    Throwable crash() {
        return crash;
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        Throwable failure = result.getThrowable().orElse(null);
        if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            passed += identifier.isTest() ? 1 : 0;
        } else if (result.getStatus() == TestExecutionResult.Status.FAILED && failure != null) {
            if (!identifier.isTest() || failure instanceof LinkageError) {
                crash = failure;
            } else if (find == null && identifier.getSource().orElse(null) instanceof MethodSource source) {
                Method method = source.getJavaMethod();
                boolean stochastic = Arrays.stream(method.getAnnotations())
                        .anyMatch(it -> it.annotationType().getSimpleName().equals("Stochastic"));
                String test = method.getDeclaringClass().getSimpleName() + "." + method.getName();
                find = new Find(test, stochastic, failure);
            }
            token.cancel();
        }
    }
}
