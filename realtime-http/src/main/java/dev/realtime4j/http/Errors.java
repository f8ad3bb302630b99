package dev.realtime4j.http;

import dev.realtime4j.EmitException;
import dev.realtime4j.InvalidDataException;
import dev.realtime4j.RealtimeException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** What a client is told when something fails: {@code {"error":{"code","message","stored"?}}} with a fitting status. */
final class Errors {
    static final JsonMapper JSON = new JsonMapper();
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.http");

    private Errors() {}

    static Reply reply(int status, String code, String message) {
        return reply(status, object(code, message, null));
    }

    static Reply badRequest(String message) {
        return reply(400, "bad_request", message);
    }

    /** The answer to what a handler has thrown. */
    static Reply reply(Throwable thrown) {
        Throwable failure = unwrapped(thrown);
        Map<String, Object> error = object(failure);
        Reply reply = reply(status(failure), error);
        return failure instanceof RealtimeException known && known.retryable() ? reply.with("Retry-After", "1") : reply;
    }

    /** The error object of a failure, also for one item of a batch. */
    static Map<String, Object> object(Throwable failure) {
        if (failure instanceof BadRequestException bad) {
            return object(bad.code(), message(bad), null);
        }
        if (failure instanceof EmitException emit) {
            return object("not_stored", ofBackend(emit, fate(emit.stored())), emit.stored());
        }
        if (failure instanceof InvalidDataException) {
            return object("invalid_data", message(failure), null);
        }
        if (failure instanceof BodyTooLargeException) {
            return object("too_large", message(failure), null);
        }
        if (failure instanceof IllegalArgumentException) {
            return object("bad_request", message(failure), null);
        }
        if (failure instanceof RealtimeException known) {
            return object("unavailable", ofBackend(known, "The backend does not serve this request"), null);
        }
        if (failure instanceof IllegalStateException) {
            return object("closing", "The server is closing; try again", null);
        }
        if (failure instanceof IOException) {
            return object("incomplete", "The body did not arrive", null); // hardly anybody is there to read it
        }
        LOG.error("A request failed", failure);
        return object("internal", "The server failed; its log says why", null);
    }

    private static String fate(EmitException.Stored stored) {
        return stored == EmitException.Stored.UNKNOWN
                ? "It is not known whether the backend has stored this message"
                : "The backend has not stored this message";
    }

    /** What the backend says names its address and our user there, which are not for clients. */
    private static String ofBackend(RealtimeException failure, String what) {
        if (failure.retryable()) {
            LOG.debug("The backend is not available", failure); // which it has said in the log when it went away
            return what + "; try again";
        }
        LOG.error("The backend refuses", failure);
        return what + "; the log of the server says why";
    }

    private static int status(Throwable failure) {
        if (failure instanceof BadRequestException bad) {
            return bad.status();
        }
        if (failure instanceof EmitException emit) {
            return emit.stored() == EmitException.Stored.UNKNOWN ? 504 : 503;
        }
        if (failure instanceof InvalidDataException) {
            return 422;
        }
        if (failure instanceof BodyTooLargeException) {
            return 413;
        }
        if (failure instanceof IllegalArgumentException || failure instanceof IOException) {
            return 400;
        }
        return failure instanceof RealtimeException || failure instanceof IllegalStateException ? 503 : 500;
    }

    private static Map<String, Object> object(String code, String message, EmitException.@Nullable Stored stored) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", message);
        if (stored != null) {
            error.put("stored", stored.name().toLowerCase(Locale.ROOT));
        }
        return error;
    }

    private static Reply reply(int status, Map<String, Object> error) {
        return Reply.json(status, JSON.writeValueAsBytes(Map.of("error", error)));
    }

    private static String message(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
