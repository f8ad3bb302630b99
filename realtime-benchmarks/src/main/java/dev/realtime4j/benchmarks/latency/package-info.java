/** How long messages take that are sent at a fixed rate. */
@NullMarked
package dev.realtime4j.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
