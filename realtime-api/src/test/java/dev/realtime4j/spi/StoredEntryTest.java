package dev.realtime4j.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoredEntryTest {
    private static StoredEntry of(String event) {
        return new StoredEntry(new MessageId(1, 0), event, new byte[] {'1'}, 1);
    }

    @Test
    void equalNamesOfEventsAreOneText() {
        StoredEntry first = of(new String("chat.message"));

        assertThat(of(new String("chat.message")).event()).isSameAs(first.event());
    }

    @Test
    void aNameIsKeptHoweverManyOthersThereAre() {
        assertThat(IntStream.range(0, 5_000).mapToObj(i -> of("e" + i).event()))
                .containsExactlyElementsOf(
                        IntStream.range(0, 5_000).mapToObj(i -> "e" + i).toList());
    }
}
