package com.example.filelog;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.spi.TransportProvider;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes transports for URLs such as {@code file:/var/lib/app/events?durability=os}. */
public final class FileTransportProvider implements TransportProvider {

    /** For {@link java.util.ServiceLoader}. */
    public FileTransportProvider() {}

    // tag::provider[]
    @Override
    public String name() {
        return "file";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("file");
    }

    @Override
    public Set<String> options() {
        return Set.of("durability");
    }
    // end::provider[]

    @Override
    public List<String> check(RealtimeConfig config) {
        List<String> faults = new ArrayList<>();
        try {
            directory(config);
        } catch (IllegalArgumentException e) {
            faults.add(e.getMessage());
        }
        try {
            fsync(config);
        } catch (IllegalArgumentException e) {
            faults.add(e.getMessage());
        }
        return faults;
    }

    // tag::open[]
    @Override
    public Transport open(RealtimeConfig config) {
        return FileTransport.open(directory(config), config);
    }
    // end::open[]

    private static Path directory(RealtimeConfig config) {
        try {
            URI url = new URI(String.valueOf(config.url()));
            if (url.getPath() != null && url.getPath().startsWith("/") && url.getAuthority() == null) {
                return Path.of(new URI(url.getScheme(), null, url.getPath(), null));
            }
        } catch (URISyntaxException e) {
            // Told below: what is allowed says more than where parsing stopped.
        }
        throw new IllegalArgumentException(
                "The URL must be file:/absolute/path, other characters than those of a URL as" + " %HH, got \""
                        + config.url() + "\"");
    }

    /** Whether an acknowledged message survives a crash of the machine (the default), or a kill of the process only. */
    static boolean fsync(RealtimeConfig config) {
        String value = config.options().getOrDefault("durability", "fsync");
        if (!value.equals("fsync") && !value.equals("os")) {
            throw new IllegalArgumentException("file.durability must be fsync or os, got \"" + value + "\"");
        }
        return value.equals("fsync");
    }
}
