package dev.realtime4j.tck;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Limits a {@link TransportContract} to some rules, for a backend on which all of them would make each build too long, such
 * as a cluster beside a single server that runs them all. With the system property, or configuration parameter of the JUnit
 * Platform, {@code realtime.long=true} the class runs everything; {@code realtime.tck.rules} wins over both.
 *
 * <p>The report says that the run was a short one, names what was selected and lists each test that was left out. A rule of
 * which some tests passed and others were left out counts as passed in part. A name that is none of the kit's fails the
 * class: what is misspelled would be left out in silence.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ShortRun {

    /**
     * What is run. A rule brings its tests but those that are {@link Lengthy}, which are run if they are named themselves.
     *
     * @return rules such as {@code H6}, all rules of a letter such as {@code S*}, or names of tests; one or more
     */
    String[] value();

    /**
     * What is not run although {@link #value()} has it.
     *
     * @return rules, letters or tests in the same form; by default none
     */
    String[] without() default {};
}
