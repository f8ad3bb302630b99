/** From results to tables and a plot. */
@NullMarked
package dev.realtime4j.benchmarks.report;

import org.jspecify.annotations.NullMarked;
