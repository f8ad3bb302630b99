package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.TransportProvider;
import java.time.Clock;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a URL leads to a store. */
class InMemoryProviderTest {

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(TransportProvider.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(InMemoryProvider.class::isInstance))
                .singleElement()
                .satisfies(provider -> {
                    assertThat(provider.name()).isEqualTo("memory");
                    assertThat(provider.schemes()).containsExactly("memory");
                    assertThat(provider.options()).isEmpty();
                    RealtimeConfig config = RealtimeConfig.builder("memory:").build();
                    assertThat(provider.check(config)).isEmpty();
                    provider.open(config).close();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory:", "memory:a", "Memory:A-1_b.c", "memory:0"})
    void takesANameOrNone(String url) {
        assertThat(StoreName.fault(url)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory://a", "memory:a b", "memory:a/b", "memory:ä", "memory:a\n"})
    void refusesOtherNamesAndSaysWhatIsAllowed(String url) {
        assertThat(StoreName.fault(url)).contains("letters").contains(url);
    }

    @Test
    void refusesANameThatIsTooLong() {
        assertThat(StoreName.fault("memory:" + "a".repeat(256))).isNull();
        assertThat(StoreName.fault("memory:" + "a".repeat(257))).contains("at most 256");
    }

    @Test
    void refusesAnotherSchemeWithoutShowingItsSecrets() {
        assertThat(StoreName.fault("redis://user:secret@host"))
                .contains("memory:")
                .doesNotContain("secret");
        assertThatThrownBy(() -> Client.open("other:x", Clock.systemUTC(), 5))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aQueryIsNoPartOfTheName() {
        assertThat(StoreName.of("memory:a?b=c")).isEqualTo("a");
        assertThat(StoreName.of("memory:?b=c")).isEmpty();
    }
}
