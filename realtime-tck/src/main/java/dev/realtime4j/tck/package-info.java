/**
 * The test kit: proves rule by rule that a transport, with the engine over it, keeps the contract of {@code SPEC.md}.
 *
 * <p>A backend extends {@link dev.realtime4j.tck.TransportContract} and supplies a {@link
 * dev.realtime4j.tck.TransportFixture}. The tests live in the package-private groups; their names start with the rule they
 * prove.
 */
@NullMarked
package dev.realtime4j.tck;

import org.jspecify.annotations.NullMarked;
