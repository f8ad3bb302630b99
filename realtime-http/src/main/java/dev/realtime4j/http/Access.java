package dev.realtime4j.http;

import java.util.List;

/**
 * Decides who may do what. Asked for each request before anything else happens, and for a stream once more whenever its
 * client connects again: after the maximum duration, after {@link RealtimeHttp#disconnect}, and when a {@link
 * Decision#until permission} ends.
 *
 * <pre>{@code
 * Access access = attempt -> attempt.channels().stream().allMatch(channel -> mayUse(attempt.request(), channel))
 *         ? Decision.allow()
 *         : Decision.deny(403, "not your room");
 * }</pre>
 *
 * <p>May block: it is called by a thread of its own. What it throws is logged and answered with status 500, and nothing is
 * done. Safe for any threads.
 */
@FunctionalInterface
public interface Access {

    /** What a client wants to do. */
    enum Action {
        /** Follow channels. */
        SUBSCRIBE,
        /** Emit to channels. */
        EMIT,
        /** Read the history of a channel. */
        HISTORY
    }

    /**
     * What is asked for.
     *
     * @param request the request
     * @param channels all channels that it names, without repetition
     * @param action what it wants to do with each of them
     */
    record Attempt(HttpRequest request, List<String> channels, Action action) {}

    /**
     * Decides.
     *
     * @param attempt what is asked for
     * @return the decision, for all of its channels together
     */
    Decision decide(Attempt attempt);
}
