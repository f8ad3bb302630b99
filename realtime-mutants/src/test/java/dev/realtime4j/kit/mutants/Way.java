package dev.realtime4j.kit.mutants;

/** How a fault gets before the tests. */
enum Way {
    /** A broken transport under the kit, with faults that the kit simulates. */
    TRANSPORT("transport"),
    /** The same, where others write into the log. */
    FOREIGN("transport"),
    /** The same, with a profile that promises more than one process. */
    DURABLE("transport"),
    /** Broken transports in two processes, under the tests of the kit that need two. */
    PROCESSES("transport"),
    /** A broken engine over a sound transport, under the kit. */
    ENGINE("engine"),
    /** A broken engine under the tests of its own module that prove what no transport is needed for. */
    SETTINGS("engine");

    private final String what;

    Way(String what) {
        this.what = what;
    }

    /** What is broken. */
    @Override
    public String toString() {
        return what;
    }
}
