package dev.realtime4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime4j.MessageId;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    static Stream<String> nastyChannels() {
        return Stream.of(
                "default",
                ".",
                "..",
                "a.b.",
                "*",
                ">",
                "a/b",
                "a:b",
                "?",
                "#",
                "a,b",
                "%2F",
                "%",
                "{}",
                "{a}b",
                " ",
                " a b ",
                "0",
                "123",
                "😀",
                "👩‍👩‍👧",
                "constructor",
                "__proto__",
                "é",
                "e\u0301",
                "ß",
                "İ",
                "日本語",
                "\u200B",
                "\u2028",
                "\uFEFF",
                "\uFFFF",
                "\u00A0",
                "\"",
                "\\",
                "$1",
                "a".repeat(256),
                "é".repeat(128),
                "😀".repeat(64));
    }

    @ParameterizedTest
    @MethodSource("nastyChannels")
    void channelsAndKeysTakeAllThatIsNoControlCharacter(String name) {
        assertThat(Names.channel(name)).isSameAs(name);
        assertThat(Names.key(name)).isSameAs(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "chat.message", "a.b.c.d", "a>b", "a/b", "a:b#?", "1", "é.😀", "__proto__", "$", "a-b_c"})
    void eventsAreSegmentsJoinedByDots(String name) {
        assertThat(Names.event(name)).isSameAs(name);
    }

    static Stream<Arguments> badNames() {
        return Stream.of(
                Arguments.of("a\0b", "control character U+0000 at index 1"),
                Arguments.of("\n", "control character U+000A at index 0"),
                Arguments.of("ab\u007F", "control character U+007F at index 2"),
                Arguments.of("a\u0085", "control character U+0085 at index 1"),
                Arguments.of("😀\u009F", "control character U+009F at index 2"),
                Arguments.of("a\uD800", "lone surrogate U+D800 at index 1"),
                Arguments.of("\uDC00a", "lone surrogate U+DC00 at index 0"),
                Arguments.of("\uD83D\uD83D\uDE00", "lone surrogate U+D83D at index 0"),
                Arguments.of("a".repeat(257), "has 257 bytes of UTF-8"),
                Arguments.of("é".repeat(128) + "a", "has 257 bytes of UTF-8"),
                Arguments.of("日".repeat(86), "has 258 bytes of UTF-8"),
                Arguments.of("😀".repeat(65), "has 260 bytes of UTF-8"));
    }

    @ParameterizedTest
    @MethodSource("badNames")
    void refusesWhatNobodyMayUse(String name, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.channel(name))
                .withMessageContaining(reason)
                .withMessageContaining("Allowed: 1 to 256 bytes of UTF-8, well-formed Unicode without control");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.key(name))
                .withMessageContaining("idempotency key")
                .withMessageContaining(reason);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.event(name))
                .withMessageContaining(reason)
                .withMessageContaining("joined by dots");
    }

    static Stream<Arguments> badEvents() {
        return Stream.of(
                Arguments.of(".", "empty segment before the dot U+002E at index 0"),
                Arguments.of(".a", "empty segment before the dot U+002E at index 0"),
                Arguments.of("a..b", "empty segment before the dot U+002E at index 2"),
                Arguments.of("a.", "empty segment after the dot U+002E at index 1"),
                Arguments.of("*", "asterisk U+002A at index 0"),
                Arguments.of("a.*", "asterisk U+002A at index 2"),
                Arguments.of("a b", "white space U+0020 at index 1"),
                Arguments.of("a\u00A0b", "white space U+00A0 at index 1"),
                Arguments.of("a\u2003b", "white space U+2003 at index 1"),
                Arguments.of("a\u2028b", "white space U+2028 at index 1"),
                Arguments.of("\u3000", "white space U+3000 at index 0"));
    }

    @ParameterizedTest
    @MethodSource("badEvents")
    void refusesEventsOfAnotherForm(String name, String reason) {
        assertThatIllegalArgumentException().isThrownBy(() -> Names.event(name)).withMessageContaining(reason);
    }

    @ParameterizedTest
    @NullAndEmptySource
    void refusesNullAndEmpty(String name) {
        String wrong = name == null ? "is null" : "is empty";
        assertThatThrownBy(() -> Names.channel(name))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("channel name " + wrong);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.event(name))
                .withMessageContaining("event name " + wrong);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.key(name))
                .withMessageContaining("idempotency key " + wrong);
    }

    @Test
    void messagesStayOnOneShortLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.channel("a\r\n\u2028\u202E" + "x".repeat(100_000)))
                .withMessageContaining("\"a\\u000D\\u000A\\u2028\\u202Exxx")
                .withMessageContaining("(100005 characters)")
                .matches(e -> String.valueOf(e.getMessage()).length() < 400)
                .matches(e -> String.valueOf(e.getMessage()).lines().count() == 1);
    }

    @Test
    void anIdThatIsNoneIsShownOnOneShortLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageId.parse("1-\nERROR made up" + "x".repeat(100_000)))
                .withMessageContaining("\"1-\\u000AERROR made up")
                .matches(e -> String.valueOf(e.getMessage()).length() < 400)
                .matches(e -> String.valueOf(e.getMessage()).lines().count() == 1);
    }

    @Test
    void theByteCountIsThatOfUtf8() {
        nastyChannels().forEach(name -> {
            String padded = name + "x".repeat(256 - name.getBytes(StandardCharsets.UTF_8).length);
            assertThat(Names.channel(padded)).isSameAs(padded);
            assertThatIllegalArgumentException().isThrownBy(() -> Names.channel(padded + "x"));
        });
    }

    @Test
    void goodNamesAndFiltersAllocateNothing() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        EventFilter filter = EventFilter.of(List.of("a.b", "user.*", "chat.message"));
        int rounds = 20_000;
        long matched = 0;
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < rounds; i++) {
                matched += Names.channel("user-123").length()
                        + Names.event("chat.message").length();
                matched += filter.matches("user.joined") ? 1 : 0;
                matched += filter.matches("other.joined") ? 1 : 0;
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(matched).isPositive();
        assertThat(least).isLessThan(rounds);
    }
}
