/** Mounts the HTTP face in any Jakarta Servlet container, and so in Spring MVC, Tomcat, Jetty, Undertow and Javalin. */
@NullMarked
package dev.realtime4j.http.servlet;

import org.jspecify.annotations.NullMarked;
