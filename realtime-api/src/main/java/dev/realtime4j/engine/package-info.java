/**
 * The engine: turns the three verbs of a transport into the contract of {@code SPEC.md}. Not exported.
 *
 * <p>One {@link dev.realtime4j.engine.Hub} per channel with subscriptions keeps the live end of the log; every
 * subscription is a cursor with one drain loop that takes what follows from the hub's ring or, where the ring no longer
 * reaches back, from the log.
 */
@NullMarked
package dev.realtime4j.engine;

import org.jspecify.annotations.NullMarked;
