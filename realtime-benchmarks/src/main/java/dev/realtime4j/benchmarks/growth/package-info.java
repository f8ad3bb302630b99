/** How cost grows with what there is more of, where that bends, and what a paper model of it foretells. */
@NullMarked
package dev.realtime4j.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
