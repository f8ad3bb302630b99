/** What Realtime costs on NATS, beside the bare driver. */
@NullMarked
package dev.realtime4j.benchmarks.nats;

import org.jspecify.annotations.NullMarked;
