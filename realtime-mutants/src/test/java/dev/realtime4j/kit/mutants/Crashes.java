package dev.realtime4j.kit.mutants;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a mutant or its set-up has thrown by mistake. */
final class Crashes {
    private final List<Throwable> all = new CopyOnWriteArrayList<>();

    void add(Throwable crash) {
        all.add(crash);
    }

    List<Throwable> all() {
        return all;
    }
}
