/** Programs for Node, with their npm packages. */
@NullMarked
package dev.realtime4j.benchmarks.node;

import org.jspecify.annotations.NullMarked;
