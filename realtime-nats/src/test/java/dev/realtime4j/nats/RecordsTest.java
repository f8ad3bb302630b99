package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What others may have put into a stream. */
class RecordsTest {
    private static final String LONGEST = "\u00e9".repeat(128);

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
    void aMarkThatNamesALaterEndIsForeign() {
        for (String end : new String[] {"7-1795344400518", "8-1795344400518", "1000000-1"}) {
            Records.Kept made = Records.decode(7, new Headers().put(Records.HEAD, end), new byte[0]);
            assertThat(made.isForeign()).as(end).isTrue();
            assertThat(made.formerHead()).as(end).isNull();
            assertThat(made.position()).as(end).isEqualTo(new MessageId(7, 0));
        }
        Records.Kept mark = Records.decode(7, new Headers().put(Records.HEAD, "6-1795344400518"), new byte[0]);
        assertThat(mark.formerHead()).isEqualTo(new MessageId(6, 1795344400518L));
    }

    @Test
    void theLongestNamesFitIntoTheRoomForHeaders() {
        Headers headers = Records.headers(LONGEST, System.currentTimeMillis(), Records.key(LONGEST, LONGEST));
        assertThat(headers.serializedLength()).isEqualTo(2365).isLessThan(Outbox.HEADER_ROOM);
    }

    @Test
    void dataThatIsNoJsonIsForeign() {
        for (String data : new String[] {"", "x", "1}", "1,2", "{\"a\":1"}) {
            assertThat(decoded("e", data).isForeign()).as(data).isTrue();
        }
    }
}
