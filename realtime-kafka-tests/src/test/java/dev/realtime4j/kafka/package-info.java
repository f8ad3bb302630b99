/** Tests of the Kafka transport on real brokers. */
@NullMarked
package dev.realtime4j.kafka;

import org.jspecify.annotations.NullMarked;
