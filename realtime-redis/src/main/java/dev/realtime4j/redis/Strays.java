package dev.realtime4j.redis;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The topics that a server does not have, or not any more, or refuses, until they are tried again. Belongs to its {@link
 * LiveConnection}, under whose lock it changes.
 */
final class Strays {
    private static final long RETRY = TimeUnit.SECONDS.toNanos(3);

    private final Set<Topic> topics = new HashSet<>();
    private long tried = System.nanoTime();

    boolean isEmpty() {
        return topics.isEmpty();
    }

    void add(Topic topic) {
        topics.add(topic);
    }

    void remove(Topic topic) {
        topics.remove(topic);
    }

    void clear() {
        topics.clear();
    }

    /** Takes them out. */
    List<Topic> take() {
        List<Topic> all = List.copyOf(topics);
        clear();
        return all;
    }

    /** Takes them out every few seconds: what was refused may be allowed again, without anybody being told. */
    List<Topic> takeDue(long now) {
        if (now - tried < RETRY) {
            return List.of();
        }
        tried = now;
        return take();
    }
}
