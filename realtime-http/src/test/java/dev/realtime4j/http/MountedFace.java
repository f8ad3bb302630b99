package dev.realtime4j.http;

import dev.realtime4j.Realtime;
import dev.realtime4j.tck.http.HttpFixture;
import dev.realtime4j.tck.http.HttpScenario;
import java.net.URI;
import java.time.Duration;

/** The HTTP face of a scenario, mounted in a server by a subclass. */
public abstract class MountedFace implements HttpFixture {
    private final Realtime realtime;
    private final RealtimeHttp http;

    protected MountedFace(HttpScenario scenario) {
        realtime = Scenarios.realtime(scenario);
        http = Scenarios.http(realtime, scenario);
    }

    protected final RealtimeHttp http() {
        return http;
    }

    /** Where the server listens on 127.0.0.1. */
    protected abstract int port();

    /** Stops the server. */
    protected abstract void stop();

    @Override
    public final URI base() {
        return URI.create("http://127.0.0.1:" + port() + http.basePath());
    }

    @Override
    public final Realtime realtime() {
        return realtime;
    }

    @Override
    public final void disconnect(String user) {
        http.disconnect(stream -> user.equals(stream.user()));
    }

    @Override
    public final void drain(Duration spread) {
        http.drain(spread);
    }

    @Override
    public final int openStreams() {
        return http.streams().size();
    }

    @Override
    public final void close() {
        http.close();
        try {
            stop();
        } finally {
            realtime.close();
        }
    }
}
