package dev.realtime4j.server;

import dev.realtime4j.http.HttpStats;
import dev.realtime4j.http.RealtimeHttp;
import dev.realtime4j.http.Reply;
import dev.realtime4j.http.StreamInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** What the inspector shows of this server: which channels are followed, and by how many streams. */
final class Inspector {
    private static final int MOST_CHANNELS = 500;
    private static final JsonMapper JSON = new JsonMapper();

    private final RealtimeHttp http;

    Inspector(RealtimeHttp http) {
        this.http = http;
    }

    /**
     * What is told.
     *
     * @param stats the counts since the start
     * @param channels how many streams follow each channel
     */
    record Data(HttpStats stats, Map<String, Integer> channels) {}

    Reply data() {
        List<StreamInfo> streams = http.streams();
        Map<String, Integer> channels = new TreeMap<>();
        for (StreamInfo stream : streams) {
            for (String channel : stream.channels()) {
                if (channels.size() < MOST_CHANNELS || channels.containsKey(channel)) {
                    channels.merge(channel, 1, Integer::sum);
                }
            }
        }
        return Reply.json(200, JSON.writeValueAsBytes(new Data(http.stats(), channels)));
    }
}
