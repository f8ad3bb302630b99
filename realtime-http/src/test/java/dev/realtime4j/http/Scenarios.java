package dev.realtime4j.http;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.tck.http.HttpScenario;

/** Sets the HTTP face up as the kit's scenarios say. */
public final class Scenarios {
    private Scenarios() {}

    /** The Realtime of a scenario. */
    public static Realtime realtime(HttpScenario scenario) {
        return Realtime.connect(RealtimeConfig.builder("memory:")
                .retention(new Retention(scenario.keep(), Retention.DEFAULT.maxAge()))
                .build());
    }

    /** Its HTTP face. */
    public static RealtimeHttp http(Realtime realtime, HttpScenario scenario) {
        RealtimeHttp.Builder builder = RealtimeHttp.builder(realtime)
                .ping(scenario.ping())
                .maxDuration(scenario.maxDuration())
                .stall(scenario.stall())
                .maxChannels(scenario.maxChannels())
                .maxStreams(scenario.maxStreams())
                .maxStreamsPerAddress(scenario.maxStreamsPerAddress())
                .maxBody(scenario.maxBody())
                .origins(scenario.origins().toArray(new String[0]));
        if (scenario.guarded()) {
            builder.access(Scenarios::decide);
        }
        return builder.build();
    }

    private static Decision decide(Access.Attempt attempt) {
        HttpScenario.Verdict verdict =
                HttpScenario.verdict(attempt.request().header("Authorization"), attempt.channels());
        if (verdict.status() != 0) {
            return Decision.deny(verdict.status(), "not allowed");
        }
        Decision decision = Decision.allow();
        if (verdict.user() != null) {
            decision = decision.user(verdict.user());
        }
        if (verdict.until() != null) {
            decision = decision.until(verdict.until());
        }
        if (verdict.readFrom() != null) {
            decision = decision.readFrom(verdict.readFrom());
        }
        return verdict.readsNothing() ? decision.readNothing() : decision;
    }
}
