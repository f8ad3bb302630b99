/** The rules of the architecture, checked on the class files of all modules. */
@NullMarked
package dev.realtime4j.kittests.architecture;

import org.jspecify.annotations.NullMarked;
