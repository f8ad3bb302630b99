/** Tests of the in-memory transport at the level of the SPI. */
@NullMarked
package dev.realtime4j.inmemory;

import org.jspecify.annotations.NullMarked;
