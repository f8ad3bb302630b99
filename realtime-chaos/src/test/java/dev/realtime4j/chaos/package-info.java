@NullMarked
package dev.realtime4j.chaos;

import org.jspecify.annotations.NullMarked;
