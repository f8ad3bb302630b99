package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeMetrics;
import dev.realtime4j.Retention;
import dev.realtime4j.Subscription;
import dev.realtime4j.tck.SimulatedFaults;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics that throw whatever they are told: an application's fault that must cost no message. */
class FaultyMetricsTest {
    private static final int LIVE = 12;
    private static final int MOST = 10;

    /** An Error is what a metrics library of another version than the one compiled against throws. */
    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, NoSuchMethodError.class})
    void nothingIsLostOrRepeated(Class<? extends Throwable> fault) throws Exception {
        Throwable thrown = fault.getDeclaredConstructor(String.class).newInstance("of the metrics");
        Set<String> told = ConcurrentHashMap.newKeySet();
        RealtimeMetrics metrics = (RealtimeMetrics) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RealtimeMetrics.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return "faulty metrics";
                    }
                    told.add(method.getName());
                    throw thrown;
                });
        RealtimeConfig config = RealtimeConfig.builder("memory:")
                .metrics(metrics)
                .retention(new Retention(MOST, Duration.ofHours(1)))
                .build();
        SimulatedFaults faults = new SimulatedFaults();
        List<Object> data = new CopyOnWriteArrayList<>();
        List<Gap> gaps = new CopyOnWriteArrayList<>();
        try (Realtime realtime = Realtime.over(faults.wrap(() -> new InMemoryProvider().open(config)), config)) {
            Subscription subscription = realtime.channel("c")
                    .subscribe(options -> options.onMessage(message -> data.add(message.data()))
                            .onGap(gaps::add));
            List<Object> expected = new ArrayList<>();
            MessageId first = emit(realtime, expected, 0);
            for (int i = 1; i <= LIVE; i++) {
                emit(realtime, expected, i);
                await().untilAsserted(() -> assertThat(data).isEqualTo(expected));
            }
            faults.loseLive(true);
            IntStream.rangeClosed(LIVE + 1, LIVE + MOST / 2).forEach(i -> emit(realtime, expected, i));
            faults.loseLive(false);
            emit(realtime, expected, LIVE + MOST);
            await().untilAsserted(() -> assertThat(data).isEqualTo(expected));
            assertThat(gaps).isEmpty();

            List<Object> resumed = new CopyOnWriteArrayList<>();
            realtime.channel("c")
                    .subscribe(options -> options.after(first)
                            .onMessage(message -> resumed.add(message.data()))
                            .onGap(gaps::add));
            List<Object> kept = expected.subList(expected.size() - MOST, expected.size());
            await().untilAsserted(() -> assertThat(resumed).isEqualTo(kept));
            assertThat(gaps).hasSize(1);
            subscription.close();
        }
        try (Realtime realtime = Realtime.connect(config)) {
            realtime.channel("c").emit("e", 1);
            List<Object> replayed = new CopyOnWriteArrayList<>();
            realtime.channel("c")
                    .subscribe(options -> options.replay().onMessage(message -> replayed.add(message.data())));
            await().untilAsserted(() -> assertThat(replayed).containsExactly(1));
        }
        assertThat(told).contains("emitted", "delivered", "gap", "hubs", "subscriptions", "readFromLog", "healed");
    }

    private static MessageId emit(Realtime realtime, List<Object> expected, int data) {
        expected.add(data);
        return realtime.channel("c").emit("e", data);
    }
}
