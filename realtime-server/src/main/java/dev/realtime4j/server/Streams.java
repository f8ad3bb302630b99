package dev.realtime4j.server;

import java.io.InputStream;
import java.io.PrintWriter;

/**
 * Where a command reads and writes.
 *
 * @param in data to emit
 * @param out data only, in UTF-8 whatever the locale says, so that it can be piped
 * @param err what people are told; flushes each line
 */
record Streams(InputStream in, Output out, PrintWriter err) {}
