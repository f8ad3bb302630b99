/** The backends of a run, and what can be done to them. */
@NullMarked
package dev.realtime4j.chaos.fault;

import org.jspecify.annotations.NullMarked;
