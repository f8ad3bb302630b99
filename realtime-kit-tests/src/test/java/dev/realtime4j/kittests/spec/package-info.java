/** Holds {@code SPEC.md} and the tests together: no rule without a test, no test without a rule. */
@NullMarked
package dev.realtime4j.kittests.spec;

import org.jspecify.annotations.NullMarked;
