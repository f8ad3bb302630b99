/** Those who use channels in a run: emitters, readers and walkers through history, all of it recorded. */
@NullMarked
package dev.realtime4j.chaos.work;

import org.jspecify.annotations.NullMarked;
