package dev.realtime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Realtime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What the examples share: a Realtime on a store of its own, and a screen that handlers show things on. */
abstract class Example {
    final Realtime realtime = Realtime.connect("memory:");
    private final List<String> screen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        realtime.close();
    }

    void show(@Nullable Object thing) {
        screen.add(String.valueOf(thing));
    }

    /** Waits until the screen shows exactly this, in this order. */
    void assertShown(Object... things) {
        List<String> expected = List.of(things).stream().map(String::valueOf).toList();
        await().untilAsserted(() -> assertThat(screen).isEqualTo(expected));
    }
}
