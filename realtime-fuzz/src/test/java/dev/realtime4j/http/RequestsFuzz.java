package dev.realtime4j.http;

import dev.realtime4j.Emission;
import dev.realtime4j.Realtime;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.fuzz.Input;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What clients send: queries, positions, bodies. Understood, or refused as a bad request. */
public final class RequestsFuzz {
    private static final Realtime REALTIME = Realtime.connect("memory:");

    private RequestsFuzz() {}

    /** A request with a query and a place to go on. */
    private record Asked(String path, String query, String last) implements HttpRequest {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public List<String> headers(String name) {
            return name.equals("Last-Event-ID") && !last.isEmpty() ? List.of(last) : List.of();
        }

        @Override
        public String remoteAddress() {
            return "127.0.0.1";
        }

        @Override
        public CompletionStage<byte[]> body(int maxBytes) {
            return CompletableFuture.completedFuture(new byte[0]);
        }
    }

    /** One run. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        try {
            switch (input.choice(4)) {
                case 0 -> stream(input.text(), input.text());
                case 1 -> position(input.text());
                case 2 -> history(input.text());
                default -> body(input.rest());
            }
        } catch (BadRequestException refused) {
            Input.check(refused.getMessage() != null, "no message");
        }
    }

    private static void stream(String query, String last) {
        StreamRequest request;
        try {
            request = StreamRequest.parse(new Asked("/", query, last), REALTIME, 100);
        } catch (IllegalArgumentException refused) {
            return;
        }
        Input.check(!request.channels().isEmpty() && request.channels().size() <= 100, "channels");
        Input.check(request.starts().size() == request.channels().size(), "starts");
        for (Position start : request.starts()) {
            if (start != null) {
                Input.check(start.sinceMillis() >= 0, "a time before 1970");
            }
        }
        @Nullable Position first = request.starts().get(0);
        if (first != null && request.starts().stream().allMatch(start -> start != null)) {
            List<Position> all = request.starts().stream()
                    .map(start -> start == null ? first : start)
                    .toList();
            String printed = Positions.print(Positions.mark(request.channels()), all);
            Input.check(printed.chars().allMatch(c -> c > ' ' && c < 0x7F), printed);
            Input.check(Positions.parse(printed, request.channels()).equals(all), printed);
        }
    }

    private static void position(String text) {
        for (boolean compact : new boolean[] {false, true}) {
            Position position;
            try {
                position = compact ? Position.parseCompact(text) : Position.parse(text);
            } catch (IllegalArgumentException refused) {
                continue;
            }
            Input.check(Position.parse(position.toString()).equals(position), position.toString());
            Input.check(Position.parseCompact(position.compact()).equals(position), position.compact());
        }
    }

    private static void history(String query) {
        try {
            Input.check(HistoryRoute.query(QueryParameters.parse(query)).limit() <= 1000, "limit");
        } catch (IllegalArgumentException refused) {
            Input.check(refused.getMessage() != null, "no message");
        }
    }

    private static void body(byte[] json) {
        EmitBody body = EmitBody.parse(json, 1000);
        for (Emission emission : body.emissions()) {
            byte[] data = ((RawJson) java.util.Objects.requireNonNull(emission.data())).bytes();
            Input.check(RawJson.of(data).bytes().length == data.length, "data");
        }
    }
}
