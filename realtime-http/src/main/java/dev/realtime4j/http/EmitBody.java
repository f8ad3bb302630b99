package dev.realtime4j.http;

import dev.realtime4j.Emission;
import dev.realtime4j.Realtime;
import dev.realtime4j.codec.JsonMismatchException;
import dev.realtime4j.codec.RawJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * The body of an emit: {@code {"channel","event","data","key"}}, or an array of them. The data is cut out as it is, not
 * parsed and printed again (Rule N3).
 *
 * @param emissions what to emit, in its order
 * @param isBatch whether it was an array
 */
record EmitBody(List<Emission> emissions, boolean isBatch) {
    private static final int MAX_DEPTH = 1002; // data of 1,000 levels, in an object, in an array
    private static final String FORM = "{\"channel\":\"…\",\"event\":\"…\",\"data\":…,\"key\":\"…\"}";
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    static EmitBody parse(byte[] body, int maxBatch) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            JsonToken first = parser.nextToken();
            if (parser.currentTokenLocation().getByteOffset() < 0 || (body.length > 0 && body[0] == (byte) 0xEF)) {
                throw new BadRequestException("The body must be JSON in UTF-8, without a byte order mark");
            }
            List<Emission> emissions = new ArrayList<>();
            boolean isBatch = first == JsonToken.START_ARRAY;
            if (isBatch) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (emissions.size() == maxBatch) {
                        throw new BadRequestException("A batch holds at most " + maxBatch + " messages");
                    }
                    emissions.add(item(parser, body, "Item " + emissions.size() + ": "));
                }
            } else {
                emissions.add(item(parser, body, ""));
            }
            if (parser.nextToken() != null) {
                throw new BadRequestException("The body must be one JSON value; more follows it");
            }
            return new EmitBody(emissions, isBatch);
        } catch (JacksonException e) {
            throw new BadRequestException("The body is not JSON: " + e.getOriginalMessage()
                    + (e.getLocation() == null
                            ? ""
                            : " at byte " + e.getLocation().getByteOffset()));
        }
    }

    private static Emission item(JsonParser parser, byte[] body, String where) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new BadRequestException(where + "a message is " + FORM + ", channel and key optional");
        }
        String channel = null;
        String event = null;
        String key = null;
        byte[] data = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "channel" -> channel = text(parser, where, name, channel);
                case "event" -> event = text(parser, where, name, event);
                case "key" -> key = text(parser, where, name, key);
                case "data" -> {
                    once(where, name, data);
                    data = slice(parser, body);
                }
                default ->
                    throw new BadRequestException(
                            where + "unknown member \"" + shortened(name) + "\"; a message is " + FORM);
            }
        }
        if (event == null || data == null) {
            throw new BadRequestException(
                    where + (event == null ? "event" : "data") + " is missing; a message is " + FORM);
        }
        return emission(where, channel == null ? Realtime.DEFAULT_CHANNEL : channel, event, data, key);
    }

    private static Emission emission(String where, String channel, String event, byte[] data, @Nullable String key) {
        try {
            Emission emission = Emission.of(channel, event, RawJson.wrap(data));
            return key == null ? emission : emission.withKey(key);
        } catch (JsonMismatchException e) {
            throw new BadRequestException(where + "data is not JSON: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(where + e.getMessage());
        }
    }

    private static String text(JsonParser parser, String where, String name, @Nullable String before) {
        once(where, name, before);
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new BadRequestException(where + name + " must be a string");
        }
        return parser.getString();
    }

    private static void once(String where, String name, @Nullable Object before) {
        if (before != null) {
            throw new BadRequestException(where + name + " is given twice");
        }
    }

    private static byte[] slice(JsonParser parser, byte[] body) {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return Arrays.copyOfRange(body, from, (int) parser.currentLocation().getByteOffset());
    }

    private static String shortened(String name) {
        return name.length() > 60 ? name.substring(0, 60) + "…" : name;
    }
}
