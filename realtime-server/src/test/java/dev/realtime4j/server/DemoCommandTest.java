package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemoCommandTest extends Cli {

    @Test
    void tellsTheSameStoryEachTime() {
        Run first = run("demo").ended(0);
        Run second = run("demo").ended(0);
        assertThat(second.lines()).isEqualTo(first.lines());
        assertThat(first.out.toString())
                .contains(
                        "orders: order.placed Placed[item=tea, quantity=2]",
                        "$.quantity",
                        "messages in the log before and after: 3 and 3",
                        "live: chat.message {\"who\":\"Ann\",\"text\":\"It has come!\"}",
                        "received: 4 5 6",
                        "gap: messages are missing here (TRIMMED)",
                        "the fast one has 500, the slow one 0",
                        "each once and in order",
                        "team-blue: Lunch is served",
                        "both emits gave the same id: true",
                        "messages in the log: 1")
                .doesNotContain("\u001b");
        assertThat(first.err.toString()).isEmpty();
    }
}
