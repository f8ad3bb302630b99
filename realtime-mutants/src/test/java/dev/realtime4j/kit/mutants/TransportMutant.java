package dev.realtime4j.kit.mutants;

import java.util.function.Supplier;

/**
 * A broken transport.
 *
 * @param rule the rule that it breaks
 * @param name what it does wrong
 * @param story how a careless author comes to it
 * @param way how it gets before the tests
 * @param broken makes the fault, anew for each store
 */
record TransportMutant(String rule, String name, String story, Way way, Supplier<Broken> broken) {

    TransportMutant(String rule, String name, String story, Supplier<Broken> broken) {
        this(rule, name, story, Way.TRANSPORT, broken);
    }
}
