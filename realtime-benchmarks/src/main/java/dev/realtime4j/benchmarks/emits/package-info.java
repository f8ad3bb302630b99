/** Realtime's part in the comparisons of emits. */
@NullMarked
package dev.realtime4j.benchmarks.emits;

import org.jspecify.annotations.NullMarked;
