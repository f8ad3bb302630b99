package dev.realtime4j.http;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link RealtimeHttp} was built with. */
record Settings(
        String basePath,
        @Nullable Access access,
        Set<String> origins,
        Duration ping,
        Duration retry,
        Duration maxDuration,
        Duration stall,
        int maxChannels,
        int maxStreams,
        int maxStreamsPerAddress,
        int maxBody) {}
