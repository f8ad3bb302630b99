package dev.realtime4j.tck;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a test that hunts a race: a run can miss a fault, but a failure is always a fault. Tests without this mark are
 * <em>required</em>: they find what they look for in every run.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Stochastic {}
