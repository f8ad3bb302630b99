package dev.realtime4j.http;

import java.util.Map;

/** The response to one request: exactly one of the two methods is called, once, by any thread. */
public interface HttpResponse {

    /**
     * Sends a whole response.
     *
     * @param reply what to send
     */
    void send(Reply reply);

    /**
     * Starts a response whose body comes bit by bit and has no end yet.
     *
     * @param status the status
     * @param headers the headers, by name
     * @return what takes the body
     * @throws RuntimeException if it cannot be started; {@link #send} is then called with a failure
     */
    HttpStream stream(int status, Map<String, String> headers);
}
