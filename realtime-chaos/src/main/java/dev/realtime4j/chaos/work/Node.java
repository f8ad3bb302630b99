package dev.realtime4j.chaos.work;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import dev.realtime4j.chaos.history.Recorder;

/**
 * A client of the backend, and who records what it does.
 *
 * @param name its name in the history
 * @param realtime the client
 * @param recorder where it is recorded
 */
public record Node(String name, Realtime realtime, Recorder recorder) {

    Channel channel(String channel) {
        return realtime.channel(channel);
    }
}
