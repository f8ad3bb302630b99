/** Between Java values and JSON: the codec that an application may replace, and JSON that is passed through untouched. */
@NullMarked
package dev.realtime4j.codec;

import org.jspecify.annotations.NullMarked;
