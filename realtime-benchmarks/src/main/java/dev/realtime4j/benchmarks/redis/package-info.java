/** The Redis backend beside bare uses of its driver, on a server of its own. */
@NullMarked
package dev.realtime4j.benchmarks.redis;

import org.jspecify.annotations.NullMarked;
