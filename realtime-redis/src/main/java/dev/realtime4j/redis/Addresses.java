package dev.realtime4j.redis;

import redis.clients.jedis.HostAndPort;

/** Where a server is. Safe for any threads. */
@FunctionalInterface
interface Addresses {

    /**
     * Tells it, each time anew.
     *
     * @return the address
     * @throws dev.realtime4j.RealtimeException if that is not known
     */
    HostAndPort get();

    /**
     * The server that is wanted is not there.
     *
     * @param told the address that was told
     */
    default void doubt(HostAndPort told) {}
}
