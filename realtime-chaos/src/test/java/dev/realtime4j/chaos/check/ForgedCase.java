package dev.realtime4j.chaos.check;

import dev.realtime4j.chaos.check.Violation.Kind;

/**
 * A history that breaks a promise.
 *
 * @param name what is wrong
 * @param expected what the judge has to find
 * @param forgery the history
 */
record ForgedCase(String name, Kind expected, Forgery forgery) {
    @Override
    public String toString() {
        return expected + ": " + name;
    }
}
