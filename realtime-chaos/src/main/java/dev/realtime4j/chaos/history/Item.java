package dev.realtime4j.chaos.history;

import dev.realtime4j.MessageId;

/**
 * A message as a reader was given it.
 *
 * @param id its id
 * @param value its data, which names one message of the whole run
 */
public record Item(MessageId id, String value) {}
