@NullMarked
package dev.realtime4j.chaos.history;

import org.jspecify.annotations.NullMarked;
