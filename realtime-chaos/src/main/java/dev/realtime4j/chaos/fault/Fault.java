package dev.realtime4j.chaos.fault;

import java.util.function.Consumer;

/**
 * Something that can be done to a backend.
 *
 * @param kind what it is
 * @param strike does it and undoes it
 */
public record Fault(String kind, Consumer<Blow> strike) {}
