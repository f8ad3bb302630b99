/**
 * Channels as streams of a Redis server.
 *
 * <p>Two scripts are the whole protocol: {@code emit.lua} stores an entry and tells the listeners in one step, {@code
 * read.lua} gives a page together with the evidence for its continuity. {@code Pipeline} is how they get there, {@code
 * LiveConnection} what listens.
 */
@NullMarked
package dev.realtime4j.redis;

import org.jspecify.annotations.NullMarked;
