package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class PrintsTest {

    @Test
    void aChannelLiesWhereKafkasOwnProducersPutItsKey() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] name = new byte[random.nextInt(40)];
            random.nextBytes(name);
            assertThat(Prints.murmur2(name)).isEqualTo(Utils.murmur2(name));
        }
    }

    /** What is stored depends on it. */
    @Test
    void theHashesNeverChange() {
        assertThat(Prints.murmur2("default".getBytes(StandardCharsets.UTF_8))).isEqualTo(0x91f3e22b);
        assertThat(Prints.murmur2("\u00e9\ud83d\ude00".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(0x597aeed5);
        assertThat(Prints.of("default")).isEqualTo(0x1a4311e5);
    }
}
