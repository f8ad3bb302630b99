package dev.realtime4j.chaos.fault;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.chaos.history.Exercise;
import dev.realtime4j.chaos.work.Auditor;
import dev.realtime4j.tck.broker.FaultyLink;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A store that a run works on. */
public interface Backend extends AutoCloseable {

    /** {@return its name and version} */
    String name();

    /**
     * Connects a client that its faults hit.
     *
     * @param node which one, from 0
     * @param settings completes its configuration
     * @return the client
     */
    Realtime connect(int node, UnaryOperator<RealtimeConfig.Builder> settings);

    /**
     * Connects a client that no fault of a connection hits.
     *
     * @param settings completes its configuration
     * @return the client
     */
    Realtime connectDirectly(UnaryOperator<RealtimeConfig.Builder> settings);

    /**
     * What can be done to it.
     *
     * @param auditor reads what is to be destroyed
     * @return the faults
     */
    List<Fault> faults(Auditor auditor);

    /** {@return the links by which its nodes come to its servers; none where there is no server} */
    List<FaultyLink> links();

    /** Waits until it can bear the next fault: what the last one took away, and was not missed, is brought back. */
    default void awaitWhole() {}

    /** {@return what a run with all its faults has to bring about} */
    Set<Exercise> demanded();

    /** Ends it and deletes its data. The clients are closed already. */
    @Override
    void close();
}
