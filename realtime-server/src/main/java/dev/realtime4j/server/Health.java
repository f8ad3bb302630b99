package dev.realtime4j.server;

import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Realtime;
import dev.realtime4j.http.HttpResponse;
import dev.realtime4j.http.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the backend answers. However many ask, it is asked once at a time. Safe for any threads.
 */
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.server");
    private static final String CHANNEL = "realtime-health";

    private final Realtime realtime;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "realtime-health");
        made.setDaemon(true);
        return made;
    });
    private List<HttpResponse> waiting = new ArrayList<>();
    private volatile boolean closing;

    Health(Realtime realtime) {
        this.realtime = realtime;
    }

    void answer(HttpResponse response) {
        if (closing) {
            response.send(reply(503, "closing"));
            return;
        }
        boolean first;
        synchronized (this) {
            first = waiting.isEmpty();
            waiting.add(response);
        }
        if (first) {
            try {
                thread.execute(this::ask);
            } catch (RejectedExecutionException e) {
                answerAll(reply(503, "closing"));
            }
        }
    }

    private void ask() {
        Reply reply;
        try {
            var unused = realtime.channel(CHANNEL).history(HistoryQuery.latest(1));
            reply = reply(200, "up");
        } catch (RuntimeException e) {
            LOG.warn("The backend does not answer: {}", e.getMessage());
            reply = reply(503, "down");
        }
        answerAll(reply);
    }

    private void answerAll(Reply reply) {
        List<HttpResponse> answered;
        synchronized (this) {
            answered = waiting;
            waiting = new ArrayList<>();
        }
        answered.forEach(response -> response.send(reply));
    }

    private static Reply reply(int status, String word) {
        return Reply.json(status, ("{\"status\":\"" + word + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    /** From now on other servers are to be preferred. */
    void closing() {
        closing = true;
    }

    void close() {
        thread.shutdownNow();
    }
}
