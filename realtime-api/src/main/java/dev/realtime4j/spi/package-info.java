/**
 * What the author of a backend implements: three verbs (append, read, listen) on a log per channel.
 *
 * <p>Everything above them (hand-over from history to live, gaps, slow consumers, filters, typed events) is the engine's
 * work and the same for every backend. {@code docs/write-a-transport.md} leads through an implementation, and the module
 * {@code realtime-tck} proves it.
 */
@NullMarked
package dev.realtime4j.spi;

import org.jspecify.annotations.NullMarked;
