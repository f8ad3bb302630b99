package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Emission;
import dev.realtime4j.Realtime;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.tck.broker.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Very many reads at once, of which most show that there is nothing new. */
@Tag("once")
@Timeout(120)
class ManyReadsTest {
    private static final int EACH = 700;

    @Test
    void nothingIsMissedWhereManyChannelsAreLookedAtTogether() {
        try (RedisServer server = RedisServer.launch();
                Realtime emitter = TestClient.connect(server.url(), 10_000);
                Realtime realtime = TestClient.connect(server.url(), 10_000)) {
            emitter.emitAll(emissions("used", 1, 0));
            for (int i = 0; i < EACH; i++) {
                server.call("SET", "rt:other-" + i, "text");
                server.call("XADD", "rt:foreign-" + i, "*", "a", "b");
            }
            Map<String, Told> told = new ConcurrentHashMap<>();
            List<String> kinds = List.of("used", "new", "other", "foreign");
            IntStream.range(0, EACH)
                    .parallel()
                    .forEach(i -> kinds.forEach(kind -> told.put(kind + "-" + i, Told.of(realtime, kind + "-" + i))));
            for (int round = 1; round <= 3; round++) {
                server.call("CLIENT", "KILL", "TYPE", "pubsub");
                emitter.emitAll(emissions("used", 3, round));
                emitter.emitAll(emissions("new", 2, round));
                emitter.emitAll(emissions("foreign", 5, round));
            }
            Map<String, List<String>> expected = new TreeMap<>();
            for (int i = 0; i < EACH; i++) {
                List<String> all = List.of("1", "2", "3");
                expected.put("used-" + i, i % 3 == 0 ? all : List.of());
                expected.put("new-" + i, i % 2 == 0 ? all : List.of());
                expected.put("foreign-" + i, i % 5 == 0 ? all : List.of());
                expected.put("other-" + i, List.of());
            }
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(data(told)).isEqualTo(expected));
            assertThat(told.values()).allSatisfy(one -> assertThat(one.gaps).isEmpty());
            assertThat(server.call("INFO", "commandstats")).contains("cmdstat_mget");
        }
    }

    @Test
    void logsThatAreOthersAreToldWhereManyChannelsAreLookedAtTogether() {
        try (RedisServer server = RedisServer.launch();
                Realtime emitter = TestClient.connect(server.url(), 10_000);
                Realtime realtime = TestClient.connect(server.url(), 10_000)) {
            emitter.emitAll(emissions("used", 1, 0));
            Map<String, Told> told = new ConcurrentHashMap<>();
            IntStream.range(0, EACH).parallel().forEach(i -> told.put("used-" + i, Told.of(realtime, "used-" + i)));
            List<String> delete = new ArrayList<>(List.of("DEL"));
            for (int i = 0; i < EACH; i += 7) {
                delete.addAll(List.of("rt:used-" + i, "{rt:used-" + i + "}:head"));
            }
            server.call(delete.toArray(String[]::new));
            server.call("CLIENT", "KILL", "TYPE", "pubsub");
            emitter.emitAll(emissions("used", 1, 1));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(told.values())
                            .allSatisfy(one -> assertThat(one.data).containsExactly("1")));
            told.forEach((channel, one) -> {
                boolean isNew = Integer.parseInt(channel.substring("used-".length())) % 7 == 0;
                assertThat(one.gaps).hasSize(isNew ? 1 : 0);
            });
        }
    }

    @Test
    void whatOthersHaveWrittenOverTheMarkersHidesNothing() {
        List<String> scribbles = List.of("", " ", "text", "no marker", "1-1", "a list");
        try (RedisServer server = RedisServer.launch();
                Realtime emitter = TestClient.connect(server.url(), 10_000);
                Realtime realtime = TestClient.connect(server.url(), 10_000)) {
            emitter.emitAll(emissions("used", 1, 0));
            Map<String, Told> told = new ConcurrentHashMap<>();
            IntStream.range(0, EACH).parallel().forEach(i -> told.put("used-" + i, Told.of(realtime, "used-" + i)));
            for (int i = 1; i < EACH; i += 2) {
                String marker = "{rt:used-" + i + "}:head";
                String scribble = scribbles.get(i / 2 % scribbles.size());
                server.call("DEL", marker);
                server.call(scribble.equals("a list") ? "LPUSH" : "SET", marker, scribble);
            }
            server.call("CLIENT", "KILL", "TYPE", "pubsub");
            emitter.emitAll(emissions("used", 2, 1));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(told)
                            .allSatisfy((channel, one) ->
                                    assertThat(one.data).isEqualTo(isOdd(channel) ? List.of() : List.of("1"))));
            emitter.emitAll(emissions("used", 1, 2));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(told)
                            .allSatisfy((channel, one) ->
                                    assertThat(one.data).isEqualTo(isOdd(channel) ? List.of("2") : List.of("1", "2"))));
            assertThat(told.values()).allSatisfy(one -> assertThat(one.gaps).isEmpty());
            assertThat(TestClient.log(realtime, "used-1")).containsExactly("0", "2");
        }
    }

    private static boolean isOdd(String channel) {
        return Integer.parseInt(channel.substring("used-".length())) % 2 == 1;
    }

    private static Map<String, List<String>> data(Map<String, Told> told) {
        Map<String, List<String>> data = new TreeMap<>();
        told.forEach((channel, one) -> data.put(channel, one.data));
        return data;
    }

    private static List<Emission> emissions(String kind, int every, int data) {
        List<Emission> emissions = new ArrayList<>();
        for (int i = 0; i < EACH; i += every) {
            emissions.add(Emission.of(kind + "-" + i, "e", data));
        }
        return emissions;
    }
}
