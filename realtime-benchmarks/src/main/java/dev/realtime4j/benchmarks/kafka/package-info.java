/** Realtime over a real Kafka broker beside Kafka's own clients with the same settings, in turns. */
@NullMarked
package dev.realtime4j.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
