package dev.realtime4j.tck;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;

/** One Realtime over the store of a test, and what can be seen of it from below and from beside. */
record Client(Realtime realtime, CountingTransport transport, RecordingMetrics metrics) {
    Channel channel(String name) {
        return realtime.channel(name);
    }
}
