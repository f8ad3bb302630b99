package dev.realtime4j.redis;

import org.jspecify.annotations.Nullable;

/**
 * A subscription to be made or ended.
 *
 * @param listener for whom it is made, since each listener waits for a confirmation of its own: what it is told after that
 *     was published after it came; null stands for all listeners of the topic
 * @param listen whether it is made
 * @param alone whether it needs a command of its own
 */
record Wish(Topic topic, @Nullable Listener listener, boolean listen, boolean alone) {

    static Wish of(Topic topic, @Nullable Listener listener) {
        return new Wish(topic, listener, true, false);
    }

    static Wish end(Topic topic) {
        return new Wish(topic, null, false, false);
    }

    Wish byItself() {
        return new Wish(topic, listener, listen, true);
    }

    boolean goesWith(Wish other) {
        return listen == other.listen && !alone && !other.alone;
    }
}
