/** Whether profiles are drawn as they were taken. */
@NullMarked
package dev.realtime4j.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
