package dev.realtime4j.chaos.check;

import dev.realtime4j.chaos.check.Violation.Kind;
import dev.realtime4j.chaos.history.Exercise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects what the checks find. */
final class Findings {
    private final List<Violation> violations = new ArrayList<>();
    private final Map<Exercise, Long> exercised = new EnumMap<>(Exercise.class);
    private final Map<String, Long> counts = new TreeMap<>();

    void violated(Kind kind, String channel, String detail, int... positions) {
        violations.add(new Violation(
                kind,
                channel,
                detail,
                Arrays.stream(positions)
                        .filter(at -> at >= 0 && at < Integer.MAX_VALUE)
                        .distinct()
                        .sorted()
                        .boxed()
                        .toList()));
    }

    void exercised(Exercise what, long times) {
        exercised.merge(what, times, Long::sum);
    }

    void count(String what, long times) {
        counts.merge(what, times, Long::sum);
    }

    void atMost(String what, long value) {
        counts.merge(what, value, Math::max);
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }

    Map<Exercise, Long> exercised() {
        return exercised;
    }

    Map<String, Long> counts() {
        return counts;
    }
}
