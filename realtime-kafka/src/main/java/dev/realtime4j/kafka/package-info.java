/**
 * The Kafka transport: channels by the million on a few topics.
 *
 * <p>A channel's records lie among those of other channels in one partition. {@code KafkaTransport} is the place to start
 * reading; {@code PartitionLog} is what this process knows of a partition, kept up by the one {@code LogTail}, and {@code
 * PageReader} answers reads from that knowledge and the log.
 */
@NullMarked
package dev.realtime4j.kafka;

import org.jspecify.annotations.NullMarked;
