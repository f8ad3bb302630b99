/** One channel, many subscribers: how fast each of them gets every message, here and with other libraries. */
@NullMarked
package dev.realtime4j.benchmarks.fanout;

import org.jspecify.annotations.NullMarked;
