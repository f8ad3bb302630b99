/** What happened in a run, as those who took part saw it: operations, in the order in which they were recorded. */
@NullMarked
package dev.realtime4j.chaos.history;

import org.jspecify.annotations.NullMarked;
