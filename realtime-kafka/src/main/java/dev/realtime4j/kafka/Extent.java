package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;

/**
 * What a partition keeps, at one moment.
 *
 * @param start its first offset
 * @param empty the place of a channel that has nothing in it
 */
record Extent(long start, MessageId empty) {}
