package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime4j.Channel;
import dev.realtime4j.Emission;
import dev.realtime4j.EventType;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Realtime;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whoever gives null is told which argument it was, by the exception that the API documents (Rule N5). */
@SuppressWarnings("NullAway") // as a caller who is not checked
class NullsTest {
    private final Realtime realtime = Realtime.connect("memory:");
    private final Channel channel = realtime.channel("c");

    @AfterEach
    void close() {
        realtime.close();
    }

    @TestFactory
    Iterable<DynamicTest> areRefused() {
        Map<String, ThrowingCallable> calls = new TreeMap<>();
        calls.put("channel", () -> realtime.channel(null));
        calls.put("emit, event", () -> channel.emit((String) null, 1));
        calls.put("emit, type", () -> channel.emit((EventType<String>) null, "x"));
        calls.put("emitAsync, type", () -> channel.emitAsync((EventType<String>) null, "x"));
        calls.put("emitAsync", () -> realtime.emitAsync(null));
        calls.put("emitAll", () -> realtime.emitAll(null));
        calls.put("emitAll, one of them", () -> realtime.emitAll(Arrays.asList((Emission) null)));
        calls.put("history", () -> channel.history(null));
        calls.put("history, since", () -> HistoryQuery.all().since(null));
        calls.put("subscribe", () -> channel.subscribe(null));
        calls.put("publisher", () -> channel.publisher(null));
        calls.put("onMessage", () -> channel.subscribe(options -> options.onMessage(null)));
        calls.put("onMessageAsync", () -> channel.subscribe(options -> options.onMessageAsync(null)));
        calls.put("after", () -> channel.subscribe(options -> options.after(null)));
        calls.put("replaySince", () -> channel.subscribe(options -> options.replaySince(null)));
        calls.put("events, a name", () -> channel.subscribe(options -> options.events((String) null)));
        calls.put("events, names", () -> channel.subscribe(options -> options.events((String[]) null)));
        calls.put("on, type", () -> channel.subscribe(options -> options.on((EventType<String>) null, m -> {})));
        calls.put("on, handler", () -> channel.subscribe(options -> options.on(EventType.of("e", String.class), null)));
        calls.put("onGap", () -> channel.subscribe(options -> options.onGap(null)));
        calls.put("onError", () -> channel.subscribe(options -> options.onError(null)));
        calls.put("onStatus", () -> channel.subscribe(options -> options.onStatus(null)));
        calls.put("events, interface", () -> channel.events(null));
        return calls.entrySet().stream()
                .map(call -> DynamicTest.dynamicTest(
                        call.getKey(),
                        () -> assertThatIllegalArgumentException().isThrownBy(call.getValue())))
                .toList();
    }
}
