package dev.realtime4j.tck;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a test that takes seconds on any real backend, since it waits for ages or outages or does something ten thousand
 * times, and that a cluster fails no sooner than a single server does. A {@link ShortRun} leaves it out unless it names the
 * test itself.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Lengthy {}
