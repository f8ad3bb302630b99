/** JMH benchmarks of single steps. */
@NullMarked
package dev.realtime4j.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
