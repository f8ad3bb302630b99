package dev.realtime4j.http;

import dev.realtime4j.Emission;
import dev.realtime4j.EmitResult;
import dev.realtime4j.Realtime;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code POST base}: emits one message, or a batch. */
final class EmitRoute {
    private static final int MAX_BATCH = 1000;

    private final Realtime realtime;
    private final Settings settings;
    private final Workers workers;
    private final Gate gate;

    EmitRoute(Realtime realtime, Settings settings, Workers workers, Gate gate) {
        this.realtime = realtime;
        this.settings = settings;
        this.workers = workers;
        this.gate = gate;
    }

    void handle(Exchange exchange) {
        checkType(exchange.request().header("Content-Type"));
        exchange.request().body(settings.maxBody()).whenComplete((body, failure) -> {
            if (failure != null) {
                exchange.fail(failure);
                return;
            }
            try {
                parsed(exchange, EmitBody.parse(body, MAX_BATCH));
            } catch (RuntimeException | Error e) {
                exchange.fail(e);
            }
        });
    }

    /** What a page of another origin may send without being asked is refused: it would carry the user's cookies. */
    private static void checkType(@Nullable String type) {
        String mediaType = type == null ? "" : type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        if (!mediaType.equals("application/json")) {
            throw new BadRequestException(415, "unsupported_type", "The body must be sent as application/json");
        }
    }

    private void parsed(Exchange exchange, EmitBody body) {
        if (gate.isOpen() && !body.isBatch()) {
            emit(exchange, body.emissions().get(0));
        } else if (!workers.run(() -> decide(exchange, body))) {
            exchange.fail(new IllegalStateException("closing"));
        }
    }

    private void decide(Exchange exchange, EmitBody body) {
        try {
            List<String> channels =
                    body.emissions().stream().map(Emission::channel).distinct().toList();
            Reply denial = gate.decide(exchange.request(), channels, Access.Action.EMIT)
                    .denial();
            if (denial != null) {
                exchange.send(denial);
            } else if (body.isBatch()) {
                exchange.send(reply(realtime.emitAll(body.emissions())));
            } else {
                emit(exchange, body.emissions().get(0));
            }
        } catch (RuntimeException | Error e) {
            exchange.fail(e);
        }
    }

    private void emit(Exchange exchange, Emission emission) {
        var unused = realtime.emitAsync(emission).whenComplete((id, failure) -> {
            if (failure != null) {
                exchange.fail(failure);
            } else {
                exchange.send(Reply.json(201, ("{\"id\":\"" + id + "\"}").getBytes(StandardCharsets.US_ASCII)));
            }
        });
    }

    private static Reply reply(List<EmitResult> results) {
        boolean all = results.stream().allMatch(result -> result.error() == null);
        List<Map<String, Object>> items = results.stream().map(EmitRoute::item).toList();
        return Reply.json(all ? 201 : 207, Errors.JSON.writeValueAsBytes(items));
    }

    private static Map<String, Object> item(EmitResult result) {
        return result.error() == null
                ? Map.of("id", result.orThrow().toString())
                : Map.of("error", Errors.object(result.error()));
    }
}
