/** Hands the requests of a Netty server to the HTTP face. */
@NullMarked
package dev.realtime4j.server.netty;

import org.jspecify.annotations.NullMarked;
