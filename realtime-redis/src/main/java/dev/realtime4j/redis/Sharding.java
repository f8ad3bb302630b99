package dev.realtime4j.redis;

/**
 * What the live connections to the nodes of a cluster have in common.
 *
 * @param lock the lock of all of them, so that a topic can go from one to another
 * @param moved is called when a node says that it does not have a channel
 */
record Sharding(Object lock, Runnable moved) {}
