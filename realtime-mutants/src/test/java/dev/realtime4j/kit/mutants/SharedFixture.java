package dev.realtime4j.kit.mutants;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.Profile;
import dev.realtime4j.tck.TransportFixture;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A store that is shared by processes, whose clients have a fault in each of them. */
final class SharedFixture implements TransportFixture {
    private final RemoteStore store = new RemoteStore();
    private final String mutant;

    /**
     * Opens a store.
     *
     * @param mutant the name of the fault; without one of that name the clients are sound
     */
    SharedFixture(String mutant) {
        this.mutant = mutant;
    }

    @Override
    public String backend() {
        return "in-memory behind a port, with a fault";
    }

    @Override
    public Set<Profile> profile() {
        return Set.of(Profile.CORE, Profile.SHARED);
    }

    @Override
    public Optional<String> url() {
        return Optional.of(RemoteProvider.url(store.port(), mutant));
    }

    @Override
    public Optional<String> deadUrl() {
        return Optional.of(RefusingProvider.deadUrl(RefusingProvider.Refusal.SOUND));
    }

    @Override
    public Transport open(RealtimeConfig config) {
        return new RemoteProvider().open(config);
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(5);
    }

    @Override
    public void close() {
        store.close();
    }
}
