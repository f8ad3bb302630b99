package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenTest {
    private static final List<String> NAMES = List.of(
            "user-123",
            "User-123",
            "a_b",
            "a.b",
            "a*",
            ">",
            "=",
            "=2E",
            ".",
            " ",
            "a b",
            "/a/b",
            "%2F",
            "{}",
            "grüß",
            "gru\u0308ß",
            "😀",
            "constructor",
            "$JS.API",
            "_INBOX.x");

    @Test
    void everyNameIsOnePlainTokenOfItsOwn() {
        assertThat(NAMES.stream().map(Token::of)).allMatch(token -> token.matches("[A-Za-z0-9_=-]+"));
        assertThat(NAMES.stream().map(Token::of)).doesNotHaveDuplicates();
    }

    @Test
    void aTokenIsReadable() {
        assertThat(Token.of("user-123")).isEqualTo("user-123");
        assertThat(Token.of("chat:room 1")).isEqualTo("chat=3Aroom=201");
        assertThat(Token.of("é")).isEqualTo("=C3=A9");
    }

    @Test
    void aTokenCanBeReadBack() {
        assertThat(NAMES)
                .allSatisfy(name -> assertThat(Token.decode(Token.of(name))).isEqualTo(name));
        assertThat(NAMES)
                .allSatisfy(
                        name -> assertThat(Token.decode(Token.ofEvent(name))).isEqualTo(name));
    }

    @Test
    void theLongestNameFitsIntoASubject() {
        String longest = "ü".repeat(128);
        assertThat(longest.getBytes(StandardCharsets.UTF_8)).hasSize(256);
        assertThat(Token.of(longest)).hasSize(768);
    }
}
