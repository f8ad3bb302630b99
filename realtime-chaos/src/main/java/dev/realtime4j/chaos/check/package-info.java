/**
 * The judge of a run. It reads the recorded operations and nothing else: it neither knows how messages are stored nor how
 * they travel.
 */
@NullMarked
package dev.realtime4j.chaos.check;

import org.jspecify.annotations.NullMarked;
