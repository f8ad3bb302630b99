package dev.realtime4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime4j.codec.JacksonCodec;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.spi.StoredEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What web controllers and others print with a mapper of their own. */
class PrintedFormTest {
    private static final Message.Origin ORIGIN = new Message.Origin("a \"b\"", JacksonCodec.DEFAULT);
    private static final Message<?> MESSAGE =
            message(new MessageId(1_795_344_400_518L, 3), "{\"b\":1.10,\"a\":12345678901234567890,\"b\":\"é😀\"}");
    private static final String PRINTED =
            "{\"id\":\"1795344400518-3\",\"event\":\"chat.message\",\"channel\":\"a \\\"b\\\"\","
                    + "\"data\":{\"b\":1.10,\"a\":12345678901234567890,\"b\":\"é😀\"},\"timestamp\":1795344400518}";

    /** Any mapper. */
    interface Printer {
        String print(Object value) throws Exception;
    }

    private static Message<?> message(MessageId id, String json) {
        return Message.of(
                ORIGIN, new StoredEntry(id, "chat.message", json.getBytes(StandardCharsets.UTF_8), 1_795_344_400_518L));
    }

    static Stream<Named<Printer>> mappers() {
        com.fasterxml.jackson.databind.ObjectMapper two = new com.fasterxml.jackson.databind.ObjectMapper();
        tools.jackson.databind.json.JsonMapper three =
                tools.jackson.databind.json.JsonMapper.builder().build();
        return Stream.of(
                Named.of("Jackson 2", two::writeValueAsString),
                Named.of("Jackson 3", three::writeValueAsString),
                Named.of(
                        "Jackson 3 as Jackson 2",
                        tools.jackson.databind.json.JsonMapper.builderWithJackson2Defaults()
                                .build()::writeValueAsString),
                Named.of("the codec", value -> new String(JacksonCodec.DEFAULT.encode(value), StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void aMessageHasFiveMembersAndItsDataAsItWasEmitted(Printer printer) throws Exception {
        assertThat(printer.print(MESSAGE)).isEqualTo(PRINTED);
        assertThat(printer.print(message(new MessageId(0, 1), "null"))).contains("\"data\":null,");
        assertThat(printer.print(message(new MessageId(0, 1), "\"123\""))).contains("\"data\":\"123\",");
        assertThat(printer.print(MESSAGE.as(EventType.of("chat.message", RawJson.class))))
                .isEqualTo(PRINTED);
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void aPageHasItsMessagesWhereItGoesOnAndAGapOnlyIfThereIsOne(Printer printer) throws Exception {
        MessageId cursor = new MessageId(7, 0);
        HistoryPage last = new HistoryPage(List.of(MESSAGE), cursor, null, null);
        assertThat(printer.print(last)).isEqualTo("{\"messages\":[" + PRINTED + "],\"next\":null,\"cursor\":\"7-0\"}");
        HistoryPage more = new HistoryPage(
                List.of(),
                cursor,
                HistoryQuery.all().after(cursor),
                new Gap("c", MessageId.BEGINNING, cursor, Gap.Reason.TRIMMED));
        assertThat(printer.print(more))
                .isEqualTo(
                        "{\"messages\":[],\"next\":\"7-0\",\"cursor\":\"7-0\",\"gap\":{\"channel\":\"c\",\"after\":\"0-0\",\"next\":\"7-0\","
                                + "\"reason\":\"TRIMMED\"}}");
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void idsAreText(Printer printer) throws Exception {
        assertThat(printer.print(Map.of("id", new MessageId(Long.MAX_VALUE, 0))))
                .isEqualTo("{\"id\":\"9223372036854775807-0\"}");
    }

    @Test
    void dataIsDecodedAsTheReaderWants() {
        Message<?> number = message(new MessageId(1, 0), "5");
        assertThat(number.data(Integer.class)).isEqualTo(5);
        assertThat(number.data(int.class)).isEqualTo(5);
        assertThat(number.data(Object.class)).isEqualTo(5);
        assertThat(number.data()).isEqualTo(5);
        assertThat(number.json()).isEqualTo("5");
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> number.data(String.class))
                .withMessageContaining("chat.message");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> number.as(EventType.of("other", Integer.class)))
                .withMessageContaining("chat.message")
                .withMessageContaining("other");
        assertThat(message(new MessageId(1, 0), "null").data(String.class)).isNull();
    }
}
