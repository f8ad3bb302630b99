package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What others may have put into a stream, or told on its pub/sub channel. */
class EntryCodecTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isTold(String event, String data) {
        return EntryCodec.payload(utf8("{\"id\":\"5-1\",\"prev\":\"5-0\",\"event\":" + event
                        + ",\"channel\":\"room\",\"data\":" + data + "}"))
                != null;
    }

    private static boolean isRead(String event, String data) {
        List<byte[]> fields = List.of(utf8("event"), utf8(event), utf8("data"), utf8(data), utf8("prev"), utf8("5-0"));
        return EntryCodec.entry(new MessageId(5, 1), fields) != null;
    }

    @Test
    void anEventThatIsNoneIsNoMessage() {
        assertThat(isTold("\"chat.message\"", "1")).isTrue();
        assertThat(isRead("\"chat.message\"", "1")).isTrue();
        for (String event :
                new String[] {"\"a\\nERROR made up\"", "\"a\nb\"", "\"a..b\"", "\"*\"", "\"\\u001b[2J\"", "\"\""}) {
            assertThat(isTold(event, "1")).as(event).isFalse();
            assertThat(isRead(event, "1")).as(event).isFalse();
        }
    }

    /** It would be put into frames of streams as it is. */
    @Test
    void dataThatIsNotOneJsonValueIsNoMessage() {
        for (String data : new String[] {"", "x", "1,\"channel\":\"other\"", "1}", "1}\n\ndata: {", "{\"a\":1"}) {
            assertThat(isTold("\"e\"", data)).as(data).isFalse();
            assertThat(isRead("\"e\"", data)).as(data).isFalse();
        }
    }
}
