package dev.realtime4j.server;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Retention;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code realtime serve}. */
@Command(
        name = "serve",
        description = {
            "Serve channels over HTTP, until Ctrl-C or SIGTERM.",
            "Every option may also stand in the file, as serve.port=8080, and in the environment, as REALTIME_SERVE_PORT=8080;"
                    + " the command line wins over the environment, and that over the file."
        },
        footer = {
            "",
            Arguments.Span.FORMS,
            "",
            "Beside the channels, GET /health answers 200 while the backend answers, and GET /metrics tells Prometheus.",
            "",
            "Examples:",
            "  realtime serve",
            "  realtime serve --transport redis://localhost:6379 --api-keys keys.txt \\",
            "      --origin https://app.example.com"
        })
final class ServeCommand implements Callable<Integer> {
    /** From the signal to the end. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Streams streams;
    private final CountDownLatch end = new CountDownLatch(1);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Mixin
    private final Backend backend = new Backend();

    ServeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("no command line");
        }
        ServeOptions all = ServeSources.read(backend.file(), System.getenv(), options, spec.commandLine());
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Interrupt interrupt = new Interrupt(end::countDown, PATIENCE);
        try (Realtime realtime = backend.connect(streams.err(), config -> configure(config, all, registry))) {
            RealtimeServer.Builder builder = RealtimeServer.builder(realtime).metrics(registry);
            all.configure(builder);
            try (RealtimeServer server = started(builder)) {
                tell(server.uri(), all);
                end.await();
                streams.err()
                        .println("ending: " + server.http().streams().size() + " streams are told to connect again");
            }
        } finally {
            interrupt.ended();
        }
        return 0;
    }

    private static RealtimeServer started(RealtimeServer.Builder builder) {
        try {
            return builder.start();
        } catch (UncheckedIOException e) {
            String why = String.valueOf(e.getMessage());
            throw new RealtimeException(
                    why + (why.endsWith(" is in use") ? "; choose another with --port" : ""), e, false);
        }
    }

    private static void configure(
            RealtimeConfig.Builder config, ServeOptions options, PrometheusMeterRegistry registry) {
        config.metrics(new ServerMetrics(registry));
        if (options.maxMessages() != null || options.maxAge() != null) {
            Retention before = config.build().retention("");
            config.retention(new Retention(
                    options.maxMessages() == null ? before.maxMessages() : options.maxMessages(),
                    options.maxAge() == null ? before.maxAge() : options.maxAge()));
        }
    }

    private void tell(URI uri, ServeOptions options) {
        streams.err().println("listening: " + uri);
        if (options.isLocal()) {
            streams.err().println("only this machine can connect; --host 0.0.0.0 or --api-keys FILE opens the server");
        } else if (!options.isGuarded()) {
            streams.err()
                    .println("warning: everybody who reaches this server may read and emit; --api-keys FILE closes it");
        }
        if (options.hasPages()) {
            streams.err().println("pages: " + uri.resolve("/") + " and " + uri.resolve("/inspector"));
        }
    }
}
