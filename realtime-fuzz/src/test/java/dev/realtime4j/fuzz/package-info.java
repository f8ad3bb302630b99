/** Feeds hostile input to everything that parses: what was found once in each build, anything by {@code ./fuzz}. */
@NullMarked
package dev.realtime4j.fuzz;

import org.jspecify.annotations.NullMarked;
