package dev.realtime4j.tck.http;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server is to be set up for one test.
 *
 * @param ping how often a silent stream is sent something
 * @param maxDuration how old a stream may get
 * @param stall how long a client may read nothing
 * @param maxChannels how many channels a stream may follow
 * @param maxStreams how many streams there may be
 * @param maxStreamsPerAddress how many streams there may be from one address
 * @param maxBody how long a body may be, in bytes
 * @param keep how many messages a channel keeps
 * @param origins which other origins are allowed
 * @param guarded whether {@link #verdict} decides; else everybody may do everything
 */
public record HttpScenario(
        Duration ping,
        Duration maxDuration,
        Duration stall,
        int maxChannels,
        int maxStreams,
        int maxStreamsPerAddress,
        int maxBody,
        int keep,
        List<String> origins,
        boolean guarded) {

    static final HttpScenario PLAIN = new HttpScenario(
            Duration.ofSeconds(15),
            Duration.ofMinutes(30),
            Duration.ofSeconds(60),
            100,
            10_000,
            1_000,
            1024 * 1024,
            1000,
            List.of(),
            false);

    /**
     * What the server's access control has to decide.
     *
     * @param status 0: allowed; else the status of the denial
     * @param user who it is, or null
     * @param readsNothing whether the client may read only what comes while it is connected
     * @param readFrom the earliest timestamp that the client may read, or null
     * @param until when the permission ends, or null
     */
    public record Verdict(
            int status,
            @Nullable String user,
            boolean readsNothing,
            @Nullable Instant readFrom,
            @Nullable Instant until) {}

    /**
     * Decides for a server that is {@link #guarded}.
     *
     * @param authorization the value of that header, or null
     * @param channels the channels that are asked for
     * @return the verdict, to be told to the server's access control
     * @throws IllegalStateException for one token, to see what a broken access control comes to
     * @throws IllegalArgumentException for another one: elsewhere that is a mistake of the client
     * @throws NoClassDefFoundError for a third one; for a fourth one an {@code IOException}, undeclared as in Kotlin
     */
    public static Verdict verdict(@Nullable String authorization, List<String> channels) {
        String token = authorization != null && authorization.startsWith("Bearer ") ? authorization.substring(7) : "";
        if (token.equals("broken")) {
            throw new IllegalStateException("secret-of-the-server");
        }
        if (token.equals("broken-argument")) {
            throw new IllegalArgumentException("secret-of-the-server");
        }
        if (token.equals("broken-error")) {
            throw new NoClassDefFoundError("secret-of-the-server");
        }
        if (token.equals("broken-checked")) {
            throw HttpScenario.<RuntimeException>undeclared(new IOException("secret-of-the-server"));
        }
        if (token.equals("rooms")) {
            boolean all = channels.stream().allMatch(channel -> channel.startsWith("room-"));
            return new Verdict(all ? 0 : 403, token, false, null, null);
        }
        if (token.equals("live")) {
            return new Verdict(0, token, true, null, null);
        }
        if (token.startsWith("from-")) {
            return new Verdict(0, token, false, Instant.ofEpochMilli(Long.parseLong(token.substring(5))), null);
        }
        if (token.startsWith("until-")) {
            return new Verdict(0, token, false, null, Instant.ofEpochMilli(Long.parseLong(token.substring(6))));
        }
        return new Verdict(token.startsWith("user-") ? 0 : 401, token, false, null, null);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // which is how it gets past the compiler
    private static <T extends Exception> T undeclared(Exception thrown) throws T {
        throw (T) thrown;
    }

    HttpScenario withPing(Duration changed) {
        return new HttpScenario(
                changed,
                maxDuration,
                stall,
                maxChannels,
                maxStreams,
                maxStreamsPerAddress,
                maxBody,
                keep,
                origins,
                guarded);
    }

    HttpScenario withMaxDuration(Duration changed) {
        return new HttpScenario(
                ping, changed, stall, maxChannels, maxStreams, maxStreamsPerAddress, maxBody, keep, origins, guarded);
    }

    HttpScenario withStall(Duration changed) {
        return new HttpScenario(
                ping,
                maxDuration,
                changed,
                maxChannels,
                maxStreams,
                maxStreamsPerAddress,
                maxBody,
                keep,
                origins,
                guarded);
    }

    HttpScenario withStreams(int inAll, int perAddress) {
        return new HttpScenario(
                ping, maxDuration, stall, maxChannels, inAll, perAddress, maxBody, keep, origins, guarded);
    }

    HttpScenario withMaxBody(int changed) {
        return new HttpScenario(
                ping,
                maxDuration,
                stall,
                maxChannels,
                maxStreams,
                maxStreamsPerAddress,
                changed,
                keep,
                origins,
                guarded);
    }

    HttpScenario withKeep(int changed) {
        return new HttpScenario(
                ping,
                maxDuration,
                stall,
                maxChannels,
                maxStreams,
                maxStreamsPerAddress,
                maxBody,
                changed,
                origins,
                guarded);
    }

    HttpScenario withOrigins(String... allowed) {
        return new HttpScenario(
                ping,
                maxDuration,
                stall,
                maxChannels,
                maxStreams,
                maxStreamsPerAddress,
                maxBody,
                keep,
                List.of(allowed),
                guarded);
    }

    HttpScenario withGuard() {
        return new HttpScenario(
                ping, maxDuration, stall, maxChannels, maxStreams, maxStreamsPerAddress, maxBody, keep, origins, true);
    }
}
