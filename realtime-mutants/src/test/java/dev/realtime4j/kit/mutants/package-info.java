/**
 * Proves the test kit: whoever breaks a rule of {@code SPEC.md} is caught by the tests of that rule.
 *
 * <p>A mutant is a transport or an engine with one fault that a careless author could make. {@code MutantsTest} is the place
 * to start reading.
 */
@NullMarked
package dev.realtime4j.kit.mutants;

import org.jspecify.annotations.NullMarked;
