package dev.realtime4j.chaos;

import dev.realtime4j.chaos.check.Checker;
import dev.realtime4j.chaos.check.Verdict;
import dev.realtime4j.chaos.check.Violation;
import dev.realtime4j.chaos.history.History;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Judges a history and says in lines what was found. */
final class Report {
    private static final int MOST_SHOWN = 5;

    private Report() {}

    static Verdict print(History history, PrintWriter out) {
        Verdict verdict = Checker.check(history);
        out.println("faults:");
        Timeline.recoveries(history).forEach(line -> out.println("  " + line));
        out.println("counts:");
        verdict.counts().forEach((what, count) -> out.printf("  %9d  %s%n", count, what));
        out.println("exercised:");
        verdict.exercised().forEach((what, count) -> out.printf("  %9d  %s%n", count, what));
        Map<Violation.Kind, Integer> kinds = new LinkedHashMap<>();
        for (Violation violation : verdict.violations()) {
            if (kinds.merge(violation.kind(), 1, Integer::sum) <= MOST_SHOWN) {
                out.println("VIOLATION " + violation);
                violation
                        .positions()
                        .forEach(at -> out.println("    " + history.operations().get(at)));
            }
        }
        kinds.forEach((kind, count) -> out.println(count + " x " + kind));
        if (!verdict.missing().isEmpty()) {
            out.println("not exercised: " + verdict.missing());
        }
        out.println("verdict: " + verdict.outcome());
        return verdict;
    }
}
