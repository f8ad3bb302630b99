package dev.realtime4j.kit.mutants;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.spi.TransportProvider;
import java.net.ConnectException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A backend that cannot be reached or refuses, and tells that well or badly (Rules F1, F3). */
public final class RefusingProvider implements TransportProvider {

    /** How it tells. */
    enum Refusal {
        SOUND,
        NAMES_NO_ADDRESS,
        KEEPS_THE_CAUSE,
        NEVER_GIVES_UP,
        RETRIES_CREDENTIALS,
        SHOWS_THE_URL,
        SHOWS_THE_URL_IN_THE_CAUSE
    }

    private static final String DEAD = "dead.example:1234";
    private static final String DENIED = "denied.example:1234";

    /** For {@link java.util.ServiceLoader}. */
    public RefusingProvider() {}

    static String deadUrl(Refusal refusal) {
        return "refusing://user:tck-secret@" + DEAD + "?how=" + refusal;
    }

    static String deniedUrl(Refusal refusal) {
        return "refusing://user:tck-secret@" + DENIED + "?how=" + refusal;
    }

    @Override
    public String name() {
        return "refusing";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("refusing");
    }

    @Override
    public Set<String> options() {
        return Set.of("how");
    }

    @Override
    public Transport open(RealtimeConfig config) {
        String url = String.valueOf(config.url());
        Refusal how = Refusal.valueOf(config.options().getOrDefault("how", "SOUND"));
        boolean denied = url.contains(DENIED);
        String address = denied ? DENIED : DEAD;
        String where = switch (how) {
            case NAMES_NO_ADDRESS -> "the backend";
            case SHOWS_THE_URL -> url;
            default -> address;
        };
        String said = denied ? "wrong password" : "connection refused";
        if (how == Refusal.NEVER_GIVES_UP) {
            waitLong();
        }
        Exception cause = new ConnectException(how == Refusal.SHOWS_THE_URL_IN_THE_CAUSE ? said + ": " + url : said);
        @Nullable Exception told = how == Refusal.KEEPS_THE_CAUSE ? null : cause;
        throw new RealtimeException(
                "Cannot connect to " + where + ": " + said, told, !denied || how == Refusal.RETRIES_CREDENTIALS);
    }

    private static void waitLong() {
        try {
            var unused = new CountDownLatch(1).await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
