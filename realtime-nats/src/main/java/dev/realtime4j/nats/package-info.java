/**
 * Channels on NATS JetStream.
 *
 * <p>All channels of one retention share a stream; a channel is a subject of it, and its id is the record's sequence in that
 * stream with a mark that tells records of different logs apart. {@code docs/nats.md} says what is stored. Start reading at
 * {@code NatsTransport}.
 */
@NullMarked
package dev.realtime4j.nats;

import org.jspecify.annotations.NullMarked;
