package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What others may have put into a stream. */
class RecordsTest {

    private static Records.Kept decoded(String event, String data) {
        Headers headers = new Headers().put(Records.EVENT, event).put(Records.TIME, "1795344400518");
        return Records.decode(7, headers, data.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anEventThatIsNoneIsForeign() {
        assertThat(decoded("chat.message", "1").entry()).isNotNull();
        for (String event : new String[] {"a=0AERROR made up", "a=0Ab", "a..b", "=20", "=1B[2J", "=2A", ""}) {
            assertThat(decoded(event, "1").isForeign()).as(event).isTrue();
        }
    }

    @Test
    void dataThatIsNoJsonIsForeign() {
        for (String data : new String[] {"", "x", "1}", "1,2", "{\"a\":1"}) {
            assertThat(decoded("e", data).isForeign()).as(data).isTrue();
        }
    }
}
