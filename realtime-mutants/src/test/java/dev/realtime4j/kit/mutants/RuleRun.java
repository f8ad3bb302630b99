package dev.realtime4j.kit.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs some tests in this thread, up to the first that fails. */
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

    /** Longer than any deadline of the kit here, for a test of its. */
    static final int LONGEST_SECONDS = 30;

    /** A test graded stochastic is to find in 19 of 20 runs: that it misses three times is one case of 8,000. */
    private static final int STOCHASTIC_RUNS = 3;

    private final CancellationToken token = CancellationToken.create();
    private int passed;
    private int aborted;
    private @Nullable Find find;
    private @Nullable Throwable crash;

    private RuleRun() {}

    /**
     * The tests of a rule: those that find what they look for in every run, and then, if none has failed, up to three times the
     * others. How often each of these finds is what {@code -Drealtime.long=true} counts.
     *
     * @param group of that group only; of all if it is empty
     */
    static RuleRun ofRule(List<Class<?>> classes, String rule, String group) {
        Predicate<Method> proving = test -> proves(test, rule)
                && (group.isEmpty() || test.getDeclaringClass().getSimpleName().equals(group));
        RuleRun required = of(classes, proving.and(test -> !isStochastic(test)));
        if (required.find != null || required.crash != null) {
            return required;
        }
        RuleRun stochastic = required;
        for (int i = 0; i < STOCHASTIC_RUNS && stochastic.find == null && stochastic.crash == null; i++) {
            stochastic = of(classes, proving.and(RuleRun::isStochastic));
        }
        stochastic.passed += required.passed;
        stochastic.aborted += required.aborted;
        return stochastic;
    }

    /** Some tests of a class, as {@link Find#test} names them. */
    static RuleRun ofTests(List<Class<?>> classes, List<String> tests) {
        return of(classes, test -> tests.contains(name(test)));
    }

    static RuleRun of(List<Class<?>> classes, Predicate<Method> tests) {
        RuleRun run = new RuleRun();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(classes.stream()
                        .map(type -> selectClass(type))
                        .toArray(org.junit.platform.engine.DiscoverySelector[]::new))
                .filters((PostDiscoveryFilter) test ->
                        FilterResult.includedIf(method(test).map(tests::test).orElse(true)))
                .configurationParameter("realtime.tck.reports", "")
                // A mutant may make a test wait for ever or turn in circles: both are finds.
                .configurationParameter(
                        "junit.jupiter.execution.timeout.testable.method.default", LONGEST_SECONDS + " s")
                .configurationParameter("junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
                .build();
        LauncherFactory.create(CONFIG)
                .execute(LauncherExecutionRequestBuilder.request(request)
                        .listeners(run)
                        .cancellationToken(run.token)
                        .build());
        return run;
    }

    private static Optional<Method> method(TestDescriptor test) {
        return test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(MethodSource::getJavaMethod);
    }

    /** The annotations are those of another class loader where the engine was edited. */
    private static Optional<Annotation> annotation(Method test, String name) {
        return Arrays.stream(test.getAnnotations())
                .filter(one -> one.annotationType().getName().equals("dev.realtime4j.tck." + name))
                .findFirst();
    }

    private static boolean isStochastic(Method test) {
        return annotation(test, "Stochastic").isPresent();
    }

    private static boolean proves(Method test, String rule) {
        try {
            Optional<Annotation> rules = annotation(test, "Rule");
            return rules.isPresent()
                    && List.of((String[]) rules.get()
                                    .annotationType()
                                    .getMethod("value")
                                    .invoke(rules.get()))
                            .contains(rule);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String name(Method test) {
        return test.getDeclaringClass().getSimpleName() + "." + test.getName();
    }

    int passed() {
        return passed;
    }

    /** The tests that do not apply to what was tested. */
    int aborted() {
        return aborted;
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
        } else if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            aborted += identifier.isTest() ? 1 : 0;
        } else if (result.getStatus() == TestExecutionResult.Status.FAILED && failure != null) {
            if (!identifier.isTest() || failure instanceof LinkageError) {
                crash = failure;
            } else if (find == null && identifier.getSource().orElse(null) instanceof MethodSource source) {
                Method test = source.getJavaMethod();
                find = new Find(name(test), isStochastic(test), failure);
            }
            token.cancel();
        }
    }
}
