/**
 * What an application uses: {@link dev.realtime4j.Realtime} connects to a backend, a {@link dev.realtime4j.Channel} is a
 * named, ordered log of messages, and a {@link dev.realtime4j.Subscription} is a cursor in that log.
 *
 * <p>The promises of every type here are the numbered rules of {@code SPEC.md}; the Javadoc names the rule that a method
 * keeps. Unless a type says otherwise it is immutable or safe for use by any number of threads (Rule F5).
 */
@NullMarked
package dev.realtime4j;

import org.jspecify.annotations.NullMarked;
