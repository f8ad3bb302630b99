/** Measures what Realtime costs: time, memory, allocation. */
@NullMarked
package dev.realtime4j.benchmarks;

import org.jspecify.annotations.NullMarked;
