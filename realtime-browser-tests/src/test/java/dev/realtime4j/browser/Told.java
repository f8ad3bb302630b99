package dev.realtime4j.browser;

import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the hooks of a test page were told. */
final class Told {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = new JsonMapper();

    private Told() {}

    static List<JsonNode> all(Page page, String hook) {
        List<JsonNode> told = new ArrayList<>();
        JSON.readTree((String) page.evaluate("hook => JSON.stringify(window.told[hook])", hook))
                .forEach(told::add);
        return told;
    }

    static List<Integer> numbers(Page page, String hook) {
        return all(page, hook).stream()
                .map(message -> message.path("data").asInt())
                .toList();
    }

    static List<Integer> numbers(Page page, String hook, String channel) {
        return all(page, hook).stream()
                .filter(message -> message.path("channel").asString().equals(channel))
                .map(message -> message.path("data").asInt())
                .toList();
    }

    static void awaitCount(Page page, String hook, int count) {
        await().atMost(PATIENCE).until(() -> all(page, hook).size() >= count);
    }

    static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
