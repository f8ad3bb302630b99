/** Mounts the HTTP face in reactive servers: a response's body is a {@code Flow.Publisher}. */
@NullMarked
package dev.realtime4j.http.flow;

import org.jspecify.annotations.NullMarked;
