package dev.realtime4j.http;

import dev.realtime4j.fuzz.Input;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Nobody gets in who does not know the secret, whatever is sent as a token or a key. */
public final class TokensFuzz {
    private static final Access TOKENS = JwtAccess.withSecret(
                    "a secret of the fuzz tests, 64 bytes long so that it fits HS512, too."
                            .getBytes(StandardCharsets.UTF_8))
            .cookie("token");
    private static final Access KEYS =
            ApiKeys.NONE.with("a-key-of-the-fuzz-tests", "ann", Set.of(Access.Action.values()), "*");

    private TokensFuzz() {}

    private record Asked(String name, String value) implements HttpRequest {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String path() {
            return "/";
        }

        @Override
        public @Nullable String query() {
            return null;
        }

        @Override
        public List<String> headers(String wanted) {
            return wanted.equals(name) ? List.of(value) : List.of();
        }

        @Override
        public String remoteAddress() {
            return "127.0.0.1";
        }

        @Override
        public CompletionStage<byte[]> body(int maxBytes) {
            return CompletableFuture.completedFuture(new byte[0]);
        }
    }

    /** One run. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        Asked asked = switch (input.choice(4)) {
            case 0 -> new Asked("Authorization", input.text());
            case 1 -> new Asked("Cookie", input.text());
            case 2 -> new Asked("Authorization", "Bearer " + input.text());
            default -> // made of its parts, so that they need not be found in Base64
                new Asked(
                        "Authorization",
                        "Bearer " + encoded(input.part()) + "." + encoded(input.part()) + "." + encoded(input.part()));
        };
        for (Access access : List.of(TOKENS, KEYS)) {
            Decision decision = access.decide(new Access.Attempt(asked, List.of("room"), Access.Action.SUBSCRIBE));
            Reply denial = decision.denial();
            Input.check(denial != null && denial.status() == 401, "let in, or failed");
        }
    }

    private static String encoded(byte[] part) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(part);
    }
}
