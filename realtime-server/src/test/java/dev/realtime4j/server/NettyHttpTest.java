package dev.realtime4j.server;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.http.Access;
import dev.realtime4j.http.Decision;
import dev.realtime4j.http.RealtimeHttp;
import dev.realtime4j.tck.http.HttpContract;
import dev.realtime4j.tck.http.HttpFixture;
import dev.realtime4j.tck.http.HttpScenario;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Tag;

@Tag("once")
class NettyHttpTest extends HttpContract {

    @Override
    protected HttpFixture fixture(HttpScenario scenario) {
        return new Fixture(scenario);
    }

    private static final class Fixture implements HttpFixture {
        private final Realtime realtime;
        private final RealtimeServer server;

        Fixture(HttpScenario scenario) {
            realtime = Realtime.connect(RealtimeConfig.builder("memory:")
                    .retention(new Retention(scenario.keep(), Retention.DEFAULT.maxAge()))
                    .build());
            server = RealtimeServer.builder(realtime)
                    .port(0)
                    .drain(Duration.ZERO)
                    .http(http -> configure(http, scenario))
                    .start();
        }

        private static void configure(RealtimeHttp.Builder http, HttpScenario scenario) {
            http.ping(scenario.ping())
                    .maxDuration(scenario.maxDuration())
                    .stall(scenario.stall())
                    .maxChannels(scenario.maxChannels())
                    .maxStreams(scenario.maxStreams())
                    .maxStreamsPerAddress(scenario.maxStreamsPerAddress())
                    .maxBody(scenario.maxBody())
                    .origins(scenario.origins().toArray(new String[0]));
            if (scenario.guarded()) {
                http.access(Fixture::decide);
            }
        }

        private static Decision decide(Access.Attempt attempt) {
            HttpScenario.Verdict verdict =
                    HttpScenario.verdict(attempt.request().header("Authorization"), attempt.channels());
            if (verdict.status() != 0) {
                return Decision.deny(verdict.status(), "not allowed");
            }
            Decision decision = new Decision(null, verdict.until(), verdict.readFrom(), verdict.user());
            return verdict.readsNothing() ? decision.readNothing() : decision;
        }

        @Override
        public URI base() {
            return server.uri();
        }

        @Override
        public Realtime realtime() {
            return realtime;
        }

        @Override
        public void disconnect(String user) {
            server.http().disconnect(stream -> user.equals(stream.user()));
        }

        @Override
        public void drain(Duration spread) {
            server.http().drain(spread);
        }

        @Override
        public int openStreams() {
            return server.http().streams().size();
        }

        @Override
        public void close() {
            server.close();
            realtime.close();
        }
    }
}
