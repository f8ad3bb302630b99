package dev.realtime4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.engine.TestProviders.One;
import dev.realtime4j.engine.TestProviders.Rival;
import dev.realtime4j.engine.TestProviders.Two;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectorTest {

    @ParameterizedTest
    @ValueSource(strings = {"one:", "one://h1:1,h2:2", "ONE://u:p@h", "ones:x", "one:?format=plain"})
    void theSchemeSelectsTheBackend(String url) throws Exception {
        TestProviders.with(
                () -> {
                    assertThat(Providers.forUrl(url)).isInstanceOf(One.class);
                    try (Realtime realtime = Realtime.connect(url)) {
                        assertThat(realtime).isNotNull();
                    }
                    return null;
                },
                One.class,
                Two.class);
    }

    @Test
    void anUnknownSchemeNamesWhatWasFound() throws Exception {
        TestProviders.with(
                () -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> Realtime.connect("tree://u:hunter2@h"))
                        .withMessageContaining("scheme \"tree\"")
                        .withMessageContaining("one:")
                        .withMessageContaining("ones:")
                        .withMessageContaining("two:")
                        .withMessageContaining(Two.class.getName())
                        .matches(e -> !String.valueOf(e.getMessage()).contains("hunter2"), "no secret"),
                One.class,
                Two.class);
        TestProviders.with(() -> assertThatIllegalArgumentException()
                .isThrownBy(() -> Realtime.connect("tree:"))
                .withMessageContaining("No backend was found"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one", "://h", "1one:", "o ne:", "hunter2@h", "/one:"})
    void aUrlNeedsAScheme(String url) throws Exception {
        TestProviders.with(
                () -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> Realtime.connect(url))
                        .withMessageContaining("must start with a scheme")
                        .matches(e -> !String.valueOf(e.getMessage()).contains("hunter2"), "no secret"),
                One.class);
    }

    @Test
    void twoBackendsForASchemeAreRefusedOnlyWhenItIsUsed() throws Exception {
        TestProviders.with(
                () -> {
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> Realtime.connect("one:"))
                            .withMessageContaining(One.class.getName())
                            .withMessageContaining(Rival.class.getName());
                    return assertThat(Providers.forUrl("ones:")).isInstanceOf(One.class);
                },
                One.class,
                Rival.class);
    }

    @Test
    void aBrokenBackendHidesNoOther() throws Exception {
        TestProviders.with(
                List.of("com.acme.Missing", One.class.getName(), "java.lang.String", Two.class.getName()),
                () -> assertThat(Providers.all())
                        .hasOnlyElementsOfTypes(One.class, Two.class)
                        .hasSize(2));
        assertThat(TestProviders.with(List.of("not a name !"), Providers::all)).isEmpty();
    }

    @Test
    void worksWithoutAContextClassLoader() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(null);
            assertThat(Providers.loaders()).containsExactly(Providers.class.getClassLoader());
            assertThat(Providers.all()).isNotNull();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void argumentsMustBeThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Realtime.connect(RealtimeConfig.builder().build()))
                .withMessageContaining("no URL");
        assertThatIllegalArgumentException().isThrownBy(() -> Realtime.connect((RealtimeConfig) null));
        assertThatIllegalArgumentException().isThrownBy(() -> Realtime.connect((String) null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Realtime.over(null, RealtimeConfig.builder().build()));
        assertThatIllegalArgumentException().isThrownBy(() -> Realtime.over(TestProviders.transport(), null));
    }
}
