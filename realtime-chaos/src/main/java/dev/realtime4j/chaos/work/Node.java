package dev.realtime4j.chaos.work;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import dev.realtime4j.chaos.history.Recorder;
import java.net.URI;
import java.util.concurrent.atomic.LongAdder;

/**
 * A client of the backend, and who records what it does.
 *
 * @param name its name in the history
 * @param realtime the client
 * @param http where its channels are shown over HTTP
 * @param recorder where it is recorded
 * @param failures counts what its handlers have thrown and its error handlers were told
 */
public record Node(String name, Realtime realtime, URI http, Recorder recorder, LongAdder failures) {

    Channel channel(String channel) {
        return realtime.channel(channel);
    }
}
