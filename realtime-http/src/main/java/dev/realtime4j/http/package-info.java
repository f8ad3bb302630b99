/**
 * Channels over HTTP, without a server in its signatures: {@link dev.realtime4j.http.RealtimeHttp} answers requests that
 * an adapter hands to it as {@link dev.realtime4j.http.HttpRequest} and {@link dev.realtime4j.http.HttpResponse}.
 */
@NullMarked
package dev.realtime4j.http;

import org.jspecify.annotations.NullMarked;
