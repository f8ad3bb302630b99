/**
 * Channels as streams of a Redis server.
 *
 * <p>Three scripts are the whole protocol: {@code emit.lua} stores an entry and tells the listeners in one step, {@code
 * read.lua} gives a page together with the evidence for its continuity, {@code glance.lua} tells of many channels whether
 * there is anything to read. {@code Pipeline} is how they get there, {@code
 * LiveConnection} what listens.
 */
@NullMarked
package dev.realtime4j.redis;

import org.jspecify.annotations.NullMarked;
