package dev.realtime4j.server;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which backend a command works on. */
final class Backend {
    @Option(
            names = "--transport",
            paramLabel = "URL",
            description = "The backend's URL; its query parameters are options of the backend."
                    + " Wins over the URL of a file or of REALTIME_URL.")
    private @Nullable String transport;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "A file of settings; without this, realtime.properties in the working directory is read if it is"
                            + " there. Environment variables REALTIME_… win over the file.")
    private @Nullable Path file;

    /** Whether the command line names one. */
    boolean isGiven() {
        return transport != null;
    }

    /** Whether the command line, a file or the environment names one. */
    boolean isNamed() {
        return transport != null || loaded().url() != null;
    }

    /** To be called where one is named. */
    Realtime connect(PrintWriter err) {
        RealtimeConfig config = config();
        if (String.valueOf(config.url()).startsWith("memory:")) {
            err.println("note: memory: keeps channels within this process only; no other command sees them");
        }
        return Realtime.connect(config);
    }

    /** What the command line, the file and the environment say. */
    RealtimeConfig config() {
        return config(loaded(), transport).build();
    }

    /**
     * For a server: without a backend named the channels are in its memory.
     *
     * @param change what the command's own options change
     */
    Realtime connect(PrintWriter err, Consumer<RealtimeConfig.Builder> change) {
        RealtimeConfig loaded = loaded();
        String url = transport == null && loaded.url() == null ? "memory:" : transport;
        RealtimeConfig.Builder builder = config(loaded, url);
        change.accept(builder);
        RealtimeConfig config = builder.build();
        if (String.valueOf(config.url()).startsWith("memory:")) {
            err.println("note: memory: keeps channels within this process only, until it ends");
        }
        return Realtime.connect(config);
    }

    /** The file that was named, or the usual one. */
    Path file() {
        return file == null ? Path.of("realtime.properties") : file;
    }

    private RealtimeConfig loaded() {
        return file == null ? RealtimeConfig.load() : RealtimeConfig.load(file);
    }

    /** The same with another URL, if one is given. */
    private static RealtimeConfig.Builder config(RealtimeConfig loaded, @Nullable String url) {
        String named = url == null ? loaded.url() : url;
        RealtimeConfig.Builder config = named == null ? RealtimeConfig.builder() : RealtimeConfig.builder(named);
        config.timeouts(loaded.timeouts())
                .maxDataBytes(loaded.maxDataBytes())
                .bufferBytes(loaded.bufferBytes())
                .handlerThreads(loaded.handlerThreads());
        loaded.retentions().forEach(config::retention);
        if (loaded.events() != null) {
            config.events(loaded.events());
        }
        if (loaded.strict()) {
            config.strict();
        }
        if (url == null || loaded.url() == null) {
            // With a URL they are meant for the backend of that URL, and hold those of its query.
            loaded.options().forEach(config::option);
        }
        return config;
    }
}
