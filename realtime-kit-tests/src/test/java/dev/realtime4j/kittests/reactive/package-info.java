/** The Reactive Streams TCK on {@link dev.realtime4j.Channel#publisher}. */
@NullMarked
package dev.realtime4j.kittests.reactive;

import org.jspecify.annotations.NullMarked;
