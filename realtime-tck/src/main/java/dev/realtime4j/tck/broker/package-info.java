/**
 * Real brokers for tests: launched on ports and folders of their own, and killed, stopped and cut off at will. For the
 * fixtures of backends; nothing in the contract's tests needs it.
 */
@NullMarked
package dev.realtime4j.tck.broker;

import org.jspecify.annotations.NullMarked;
