/** Libraries that carry messages over a broker, beside Realtime on the same broker, in turns. */
@NullMarked
package dev.realtime4j.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
