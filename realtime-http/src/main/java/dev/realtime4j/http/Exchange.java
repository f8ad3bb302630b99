package dev.realtime4j.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** One request and its response, to which the headers for other origins are added. */
final class Exchange {
    private final HttpRequest request;
    private final HttpResponse response;
    private final Map<String, String> originHeaders;

    Exchange(HttpRequest request, HttpResponse response, Map<String, String> originHeaders) {
        this.request = request;
        this.response = response;
        this.originHeaders = originHeaders;
    }

    HttpRequest request() {
        return request;
    }

    void send(Reply reply) {
        Reply full = reply;
        for (Map.Entry<String, String> header : originHeaders.entrySet()) {
            full = full.with(header.getKey(), header.getValue());
        }
        response.send(full);
    }

    void fail(Throwable thrown) {
        send(Errors.reply(thrown));
    }

    HttpStream stream(Map<String, String> headers) {
        Map<String, String> full = new LinkedHashMap<>(headers);
        full.putAll(originHeaders);
        return response.stream(200, full);
    }
}
