@NullMarked
package dev.realtime4j.nats;

import org.jspecify.annotations.NullMarked;
