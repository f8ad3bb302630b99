package dev.realtime4j.kit.mutants;

import java.util.ArrayList;
import java.util.List;

/**
 * A broken engine: edits of its source.
 *
 * @param rule the rule that it breaks
 * @param name what it does wrong
 * @param edits what makes it do that
 */
record EngineMutant(String rule, String name, List<Edit> edits) {

    /**
     * A change of one place.
     *
     * @param file the file of the engine's package where the text is expected, without its ending
     * @param find text that occurs once; white space and comments between its words do not matter
     * @param replace what stands there instead
     */
    record Edit(String file, String find, String replace) {}

    EngineMutant(String rule, String name, String file, String find, String replace) {
        this(rule, name, List.of(new Edit(file, find, replace)));
    }

    /** The same with one more edit. */
    EngineMutant and(String file, String find, String replace) {
        List<Edit> all = new ArrayList<>(edits);
        all.add(new Edit(file, find, replace));
        return new EngineMutant(rule, name, List.copyOf(all));
    }
}
