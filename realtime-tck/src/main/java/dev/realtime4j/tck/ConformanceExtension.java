package dev.realtime4j.tck;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.TestAbortedException;

/** Gives each test its workbench, selects rules, names the seed of a failure, and reports. */
final class ConformanceExtension
        implements BeforeAllCallback,
                AfterAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                ExecutionCondition,
                TestExecutionExceptionHandler,
                TestWatcher {
    static final String SEED = "realtime.tck.seed";
    static final String RULES = "realtime.tck.rules";
    static final String REPLAY = "realtime.tck.replay";
    static final String REPORTS = "realtime.tck.reports";
    static final String LONG = "realtime.long";

    private static final ExtensionContext.Namespace HERE =
            ExtensionContext.Namespace.create(ConformanceExtension.class);
    private static final ConditionEvaluationResult SELECTED = ConditionEvaluationResult.enabled("selected");

    /** Only says with which seed a failure can be repeated. */
    private static final class SeedNote extends Exception {
        private static final long serialVersionUID = 1L;

        SeedNote(long seed) {
            super("To repeat this: -D" + SEED + "=" + seed, null, false, false);
        }
    }

    /** Ends a test before it begins. */
    private static final class Excused extends TestAbortedException {
        private static final long serialVersionUID = 1L;

        Excused(String reason) {
            super(reason);
        }
    }

    ConformanceExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        if (outermost(context)) {
            long seed = context.getConfigurationParameter(SEED)
                    .map(Long::parseLong)
                    .orElseGet(() -> new Random().nextLong());
            context.getStore(HERE)
                    .put(
                            ConformanceReport.class,
                            new ConformanceReport(context.getRequiredTestClass(), seed, Selection.of(context)));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (outermost(context)) {
            String directory = context.getConfigurationParameter(REPORTS).orElse("target/conformance");
            ConformanceReport report = context.getStore(HERE).get(ConformanceReport.class, ConformanceReport.class);
            if (!directory.isEmpty() && report != null) {
                report.write(java.nio.file.Path.of(directory));
            }
        }
    }

    private static boolean outermost(ExtensionContext context) {
        return !context.getRequiredTestClass().isAnnotationPresent(Nested.class);
    }

    private static ConformanceReport report(ExtensionContext context) {
        return java.util.Objects.requireNonNull(
                context.getStore(HERE).get(ConformanceReport.class, ConformanceReport.class));
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<Method> method = context.getTestMethod();
        if (method.isEmpty() || Selection.rules(method.get()).isEmpty()) {
            return SELECTED;
        }
        Selection selection = report(context).selection();
        return selection.takes(method.get()) ? SELECTED : ConditionEvaluationResult.disabled(selection.reason());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (context.getRequiredTestInstance() instanceof ContractGroup group) {
            ConformanceReport report = report(context);
            TransportFixture fixture = group.newFixture();
            report.backend(fixture);
            group.use(new Lab(
                    fixture,
                    context.getRequiredTestMethod().getName(),
                    report.seed(),
                    context.getConfigurationParameter(REPLAY).filter(text -> !text.isBlank())));
            context.getStore(HERE).put("started", System.nanoTime());
            excuse(fixture.excused(), context.getRequiredTestMethod().getName());
        }
    }

    private static void excuse(Map<String, String> excused, String test) {
        Selection.requireKnown("TransportFixture.excused()", excused.keySet());
        String reason = excused.get(test);
        if (reason != null) {
            throw new Excused(reason);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getRequiredTestInstance() instanceof ContractGroup group) {
            group.lab().close();
            group.use(null);
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        if (!(failure instanceof TestAbortedException)) {
            failure.addSuppressed(new SeedNote(report(context).seed()));
        }
        throw failure;
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        add(context, ConformanceReport.Outcome.PASSED, "");
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        add(context, ConformanceReport.Outcome.FAILED, reason(cause));
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        boolean excused = cause instanceof Excused;
        add(
                context,
                excused ? ConformanceReport.Outcome.EXCUSED : ConformanceReport.Outcome.NOT_APPLICABLE,
                reason(cause));
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        add(context, ConformanceReport.Outcome.NOT_RUN, reason.orElse(""));
    }

    private static String reason(@Nullable Throwable cause) {
        String text = cause == null || cause.getMessage() == null ? "" : cause.getMessage();
        return text.lines().findFirst().orElse("").replace("Assumption failed: ", "");
    }

    private static void add(ExtensionContext context, ConformanceReport.Outcome outcome, String reason) {
        Method method = context.getRequiredTestMethod();
        if (Selection.rules(method).isEmpty()) {
            return;
        }
        Long started = context.getStore(HERE).get("started", Long.class);
        long millis = started == null ? 0 : (System.nanoTime() - started) / 1_000_000;
        report(context)
                .add(new ConformanceReport.Result(
                        Selection.rules(method),
                        method.getName(),
                        method.isAnnotationPresent(Stochastic.class),
                        outcome,
                        reason,
                        millis));
    }
}
