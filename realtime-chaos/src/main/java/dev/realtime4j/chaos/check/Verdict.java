package dev.realtime4j.chaos.check;

import dev.realtime4j.chaos.history.Exercise;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the judge says of a run.
 *
 * @param violations the promises that were not kept
 * @param exercised how often each thing was brought about
 * @param missing what the run was to bring about and did not
 * @param counts what the run consists of, in words
 */
public record Verdict(
        List<Violation> violations, Map<Exercise, Long> exercised, Set<Exercise> missing, Map<String, Long> counts) {

    /** The verdict in a word. */
    public enum Outcome {
        /** Every promise was kept under all that was demanded. */
        PASSED,
        /** A promise was broken. */
        VIOLATED,
        /** No promise was broken, but the faults hit nothing: the run proves nothing. */
        NOT_EXERCISED
    }

    /** {@return the verdict in a word} */
    public Outcome outcome() {
        if (!violations.isEmpty()) {
            return Outcome.VIOLATED;
        }
        return missing.isEmpty() ? Outcome.PASSED : Outcome.NOT_EXERCISED;
    }
}
