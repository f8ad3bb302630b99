package dev.realtime4j.tck;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the rules of {@code SPEC.md} that a test proves. The test's own name starts with the first of them. A rule counts
 * as kept when every test that names it has passed.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Rule {

    /**
     * The rules.
     *
     * @return rule numbers such as {@code S5}, one or more
     */
    String[] value();
}
