/** A second JVM that emits, subscribes and reads, so that the rules are proved across processes (Rule P1). */
@NullMarked
package dev.realtime4j.tck.process;

import org.jspecify.annotations.NullMarked;
