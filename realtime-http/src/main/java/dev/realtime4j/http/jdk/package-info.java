/** Mounts the HTTP face in the JDK's own {@code HttpServer}: for demos and tests. */
@NullMarked
package dev.realtime4j.http.jdk;

import org.jspecify.annotations.NullMarked;
