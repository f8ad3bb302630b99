/** Whether what is reckoned from results is right. */
@NullMarked
package dev.realtime4j.benchmarks.report;

import org.jspecify.annotations.NullMarked;
