package dev.realtime4j.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime4j.http.Access.Action;
import dev.realtime4j.http.Access.Attempt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
    private static final String KEY = "0123456789abcdef";
    private static final String OTHER = "fedcba9876543210";

    @TempDir
    Path folder;

    private static int status(ApiKeys keys, HttpRequest request, Action action, String... channels) {
        Reply denial =
                keys.decide(new Attempt(request, List.of(channels), action)).denial();
        return denial == null ? 200 : denial.status();
    }

    @Test
    void aKeyAllowsWhatItIsGivenFor() {
        ApiKeys keys = ApiKeys.NONE.with(KEY, "billing", Set.of(Action.EMIT, Action.HISTORY), "invoice-*", "default");
        HttpRequest request = new Asked("Authorization", "Bearer " + KEY);
        assertThat(status(keys, request, Action.EMIT, "invoice-1", "default")).isEqualTo(200);
        assertThat(status(keys, request, Action.HISTORY, "invoice-")).isEqualTo(200);
        assertThat(status(keys, request, Action.EMIT, "invoice-1", "other")).isEqualTo(403);
        assertThat(status(keys, request, Action.EMIT, "default-2")).isEqualTo(403);
        assertThat(status(keys, request, Action.SUBSCRIBE, "default")).isEqualTo(403);
        assertThat(keys.decide(new Attempt(request, List.of("default"), Action.EMIT))
                        .user())
                .isEqualTo("billing");
    }

    @Test
    void aKeyMayBeSentInTwoWays() {
        ApiKeys keys = ApiKeys.NONE.with(KEY, "a", Set.of(Action.EMIT), "*");
        assertThat(status(keys, new Asked("x-api-key", KEY), Action.EMIT, "c")).isEqualTo(200);
        assertThat(status(keys, new Asked("authorization", "bearer " + KEY), Action.EMIT, "c"))
                .isEqualTo(200);
        assertThat(status(keys, new Asked("Authorization", "Basic " + KEY), Action.EMIT, "c"))
                .isEqualTo(401);
        assertThat(status(keys, new Asked("Authorization", "Bearer " + OTHER), Action.EMIT, "c"))
                .isEqualTo(401);
        assertThat(status(ApiKeys.NONE, new Asked("X-API-Key", KEY), Action.EMIT, "c"))
                .isEqualTo(401);
    }

    @Test
    void keysAreReadFromAFile() throws Exception {
        Path file = Files.writeString(
                folder.resolve("keys"),
                "# comment\n\n" + KEY + " one emit *\n" + OTHER + "  two subscribe,history a b*\n");
        ApiKeys keys = ApiKeys.load(file);
        assertThat(status(keys, new Asked("X-API-Key", KEY), Action.EMIT, "c")).isEqualTo(200);
        assertThat(status(keys, new Asked("X-API-Key", OTHER), Action.HISTORY, "bcd"))
                .isEqualTo(200);
        assertThat(keys.toString()).isEqualTo("ApiKeys[one, two]");
    }

    @Test
    void aFaultNamesTheLineAndNoKey() throws Exception {
        for (Map.Entry<String, String> fault : Map.of(
                        KEY + " one emit",
                        "KEY USER ACTIONS CHANNELS",
                        KEY + " one fly *",
                        "the actions are",
                        KEY + " one emit a*b",
                        "a channel pattern is",
                        KEY + " one emit *\n" + KEY + " two emit *",
                        ":2: ",
                        "short12345 one emit *",
                        "at least 16 characters",
                        "\uFEFF" + KEY + " one emit *", // as Windows begins a file
                        "all of ASCII")
                .entrySet()) {
            Path file = Files.writeString(folder.resolve("keys"), fault.getKey());
            assertThatThrownBy(() -> ApiKeys.load(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(fault.getValue())
                    .message()
                    .doesNotContain(KEY, "short12345");
        }
    }
}
