package dev.realtime4j.tck;

/**
 * What a backend promises beyond one process (Rule P1). A profile adds rules and demands hooks of the fixture; none
 * softens a rule.
 */
public enum Profile {
    /** Every rule within one process. Every backend has this profile. */
    CORE,
    /** The rules hold across processes. Demands {@link TransportFixture#url()} and {@link TransportFixture#deadUrl()}. */
    SHARED,
    /**
     * The log survives a kill and restart of the backend. Demands {@link Faults} with {@link Faults.Kind#CUT}, {@link
     * Faults.Kind#OUTAGE}, {@link Faults.Kind#RESTART} and {@link Faults.Kind#RECREATE}.
     */
    DURABLE,
    /** The rules hold also when any one node is lost. Demands {@link Faults.Kind#LOSE_NODE}. */
    CLUSTERED
}
