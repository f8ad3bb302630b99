package dev.realtime4j.http;

import dev.realtime4j.Realtime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET base}: follows channels. */
final class StreamRoute {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.http");

    private final Realtime realtime;
    private final Settings settings;
    private final Streams streams;
    private final Workers workers;
    private final Gate gate;
    private final Counters counters;
    private final FrameCache frames = new FrameCache();

    StreamRoute(Realtime realtime, Settings settings, Streams streams, Workers workers, Gate gate, Counters counters) {
        this.realtime = realtime;
        this.settings = settings;
        this.streams = streams;
        this.workers = workers;
        this.gate = gate;
        this.counters = counters;
    }

    void handle(Exchange exchange) {
        StreamRequest wanted = StreamRequest.parse(exchange.request(), realtime, settings.maxChannels());
        String address = exchange.request().remoteAddress();
        Reply refusal = streams.admit(address);
        if (refusal != null) {
            counters.refused();
            exchange.send(refusal);
            return;
        }
        if (!workers.run(() -> decide(exchange, wanted, address))) {
            streams.leave(address);
            exchange.fail(new IllegalStateException("closing"));
        }
    }

    private void decide(Exchange exchange, StreamRequest wanted, String address) {
        boolean opened = false;
        try (Streams.Opening opening = streams.opening()) {
            Decision decision = gate.decide(exchange.request(), wanted.channels(), Access.Action.SUBSCRIBE);
            Reply denial = decision.denial();
            if (denial != null) {
                exchange.send(denial);
            } else {
                opened = open(exchange, wanted, decision, address, opening);
            }
        } catch (RuntimeException | Error e) {
            exchange.fail(e);
        } finally {
            if (!opened) {
                streams.leave(address);
            }
        }
    }

    private boolean open(
            Exchange exchange, StreamRequest wanted, Decision decision, String address, Streams.Opening opening) {
        StreamClock clock = new StreamClock(settings, decision.until(), System.nanoTime());
        EventStream stream = new EventStream(wanted, decision, clock, frames, counters);
        HttpStream to;
        try {
            stream.subscribe(realtime, wanted, decision);
            to = exchange.stream(headers());
        } catch (RuntimeException | Error e) {
            stream.end();
            stream.release();
            exchange.fail(e);
            return false;
        }
        counters.opened();
        LOG.debug("A stream of {} from {} was opened", wanted.channels(), address);
        opening.add(stream, new StreamInfo(wanted.channels(), address, decision.user(), Instant.now()));
        stream.open(to, retryMillis(), () -> ended(stream, address));
        return true;
    }

    private void ended(EventStream stream, String address) {
        if (!workers.run(stream::release)) {
            stream.release(); // this server was closed: here, then; the handlers have been let go
        }
        streams.leave(address);
        streams.remove(stream); // last: who sees that it is gone finds its place free
    }

    private long retryMillis() {
        long millis = Math.max(1, settings.retry().toMillis());
        return millis / 2 + ThreadLocalRandom.current().nextLong(millis);
    }

    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "text/event-stream");
        headers.put("Cache-Control", "no-cache, no-transform");
        headers.put("X-Accel-Buffering", "no"); // nginx passes each event on at once
        return headers;
    }
}
