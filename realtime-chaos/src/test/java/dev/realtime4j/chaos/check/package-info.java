@NullMarked
package dev.realtime4j.chaos.check;

import org.jspecify.annotations.NullMarked;
