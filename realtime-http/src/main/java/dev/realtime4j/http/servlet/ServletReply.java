package dev.realtime4j.http.servlet;

import dev.realtime4j.http.HttpResponse;
import dev.realtime4j.http.HttpStream;
import dev.realtime4j.http.Reply;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A response of a servlet container. */
final class ServletReply implements HttpResponse {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.http");

    private final AsyncContext async;
    private final HttpServletResponse response;

    ServletReply(AsyncContext async, HttpServletResponse response) {
        this.async = async;
        this.response = response;
    }

    @Override
    public void send(Reply reply) {
        try {
            response.setStatus(reply.status());
            reply.headers().forEach(response::setHeader);
            if (reply.status() != 204) {
                response.setContentLength(reply.body().length);
                response.getOutputStream().write(reply.body());
            }
        } catch (IOException e) {
            LOG.debug("A client has gone", e);
        } finally {
            async.complete();
        }
    }

    @Override
    public HttpStream stream(int status, Map<String, String> headers) {
        response.setStatus(status);
        headers.forEach(response::setHeader);
        return new ServletStream(async);
    }
}
