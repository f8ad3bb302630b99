/** How fast one server process fans messages out to many streams. */
@NullMarked
package dev.realtime4j.benchmarks.http;

import org.jspecify.annotations.NullMarked;
