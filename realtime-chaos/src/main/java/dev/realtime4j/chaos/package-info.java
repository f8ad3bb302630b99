/** Runs work under faults, judges what was recorded, and shows it. */
@NullMarked
package dev.realtime4j.chaos;

import org.jspecify.annotations.NullMarked;
