/** Pages in a real browser. */
@NullMarked
package dev.realtime4j.browser;

import org.jspecify.annotations.NullMarked;
