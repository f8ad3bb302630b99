/** Small applications, written as tests: what the documentation quotes is compiled and run here. */
@NullMarked
package dev.realtime4j.examples;

import org.jspecify.annotations.NullMarked;
