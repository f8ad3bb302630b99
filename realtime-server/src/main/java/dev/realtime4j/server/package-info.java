/** The runnable: emit to, follow and read channels from a command line. {@link dev.realtime4j.server.Main} starts it. */
@NullMarked
package dev.realtime4j.server;

import org.jspecify.annotations.NullMarked;
