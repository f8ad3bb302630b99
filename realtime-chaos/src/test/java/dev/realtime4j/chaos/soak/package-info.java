@NullMarked
package dev.realtime4j.chaos.soak;

import org.jspecify.annotations.NullMarked;
