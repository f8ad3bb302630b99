package dev.realtime4j.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ReplyTest {

    /** An application may put what a client has sent into a header of a denial. */
    @Test
    void noHeaderHoldsALineBreak() {
        Reply reply = Reply.text(403, "no");
        assertThat(reply.with("X-Why", "because").headers()).containsEntry("X-Why", "because");
        for (String bad : new String[] {"a\r\nSet-Cookie: x=y", "a\nb", "a\rb", "a\u0000b"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> reply.with("X-Why", bad));
            assertThatIllegalArgumentException().isThrownBy(() -> reply.with(bad, "because"));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> reply.with("", "because"));
    }
}
