/** Whether the benchmarks run. */
@NullMarked
package dev.realtime4j.benchmarks;

import org.jspecify.annotations.NullMarked;
