package dev.realtime4j.engine;

import java.util.List;

/** All that is wrong with a configuration, at once (Rule F3). */
public final class ConfigFaults extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> faults;

    ConfigFaults(List<String> faults) {
        super(
                faults.size() == 1
                        ? "The configuration is wrong: " + faults.get(0)
                        : "The configuration has " + faults.size() + " faults:\n- " + String.join("\n- ", faults));
        this.faults = List.copyOf(faults);
    }

    /** A sentence for each fault. */
    List<String> faults() {
        return faults;
    }
}
