/**
 * The reference transport: channels kept in the memory of one process.
 *
 * <p>It is what {@code memory:} selects, what applications test with, and the contract of {@link
 * dev.realtime4j.spi.Transport} in executable form. {@code ChannelLog} is the place to start reading: every promise of the
 * SPI is one method there, without a network around it.
 */
@NullMarked
package dev.realtime4j.inmemory;

import org.jspecify.annotations.NullMarked;
