/** Work that comes and goes for a long time, and whether what the process holds stays the same. */
@NullMarked
package dev.realtime4j.chaos.soak;

import org.jspecify.annotations.NullMarked;
