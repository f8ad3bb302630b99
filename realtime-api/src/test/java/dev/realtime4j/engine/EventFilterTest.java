package dev.realtime4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFilterTest {

    @Test
    void withoutNamesAllPass() {
        EventFilter filter = EventFilter.of(List.of());
        assertThat(filter.all()).isTrue();
        assertThat(filter.matches("anything")).isTrue();
    }

    @Test
    void exactNamesPassAlone() {
        EventFilter filter = EventFilter.of(List.of("chat.message", "user", "user"));
        assertThat(filter.all()).isFalse();
        assertThat(filter.matches("chat.message")).isTrue();
        assertThat(filter.matches("user")).isTrue();
        assertThat(filter.matches("chat")).isFalse();
        assertThat(filter.matches("chat.message.x")).isFalse();
        assertThat(filter.matches("Chat.message")).isFalse();
        assertThat(filter.matches("user.joined")).isFalse();
    }

    @Test
    void aTrailingStarMeansAllBelowButNotTheNameItself() {
        EventFilter filter = EventFilter.of(List.of("user.*", "a.b.*"));
        assertThat(filter.matches("user.joined")).isTrue();
        assertThat(filter.matches("user.joined.again")).isTrue();
        assertThat(filter.matches("a.b.c")).isTrue();
        assertThat(filter.matches("user")).isFalse();
        assertThat(filter.matches("users.joined")).isFalse();
        assertThat(filter.matches("a.c")).isFalse();
        assertThat(filter.matches("x.user.joined")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", ".*", "", "a.*.b", "*.a", "a*", "a.**", "a..*", "a b.*", ".a", "a.", "\uD800.*", "a.*.*"})
    void refusesOtherForms(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventFilter.of(List.of("ok", name)))
                .withMessageContaining("llowed");
    }

    @Test
    @SuppressWarnings("NullAway")
    void refusesNull() {
        assertThatIllegalArgumentException().isThrownBy(() -> EventFilter.of(null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventFilter.of(Arrays.asList("a", null)))
                .withMessageContaining("null");
    }
}
