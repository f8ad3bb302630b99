package dev.realtime4j.kit.mutants;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.spi.TransportProvider;
import java.net.URI;
import java.util.Set;

/** Opens a client of a {@link RemoteStore}, broken as the URL says, in whatever process. */
public final class RemoteProvider implements TransportProvider {

    /** For {@link java.util.ServiceLoader}. */
    public RemoteProvider() {}

    static String url(int port, String mutant) {
        return "remote://localhost:" + port + "?mutant=" + mutant.replace(' ', '-');
    }

    @Override
    public String name() {
        return "remote";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("remote");
    }

    @Override
    public Set<String> options() {
        return Set.of("mutant");
    }

    @Override
    public Transport open(RealtimeConfig config) {
        Transport sound =
                new RemoteTransport(URI.create(String.valueOf(config.url())).getPort());
        String mutant = config.options().getOrDefault("mutant", "");
        Broken broken = SharedMutants.all().stream()
                .filter(one -> one.name().replace(' ', '-').equals(mutant))
                .map(one -> one.broken().get())
                .findFirst()
                .orElseGet(Broken::new);
        return new BrokenTransport(broken, sound, new Crashes(), () -> false);
    }
}
