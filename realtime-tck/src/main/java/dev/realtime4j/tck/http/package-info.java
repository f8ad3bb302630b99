/**
 * The black-box suite of the HTTP face: {@link dev.realtime4j.tck.http.HttpContract}, which every adapter to a server
 * extends.
 */
@NullMarked
package dev.realtime4j.tck.http;

import org.jspecify.annotations.NullMarked;
