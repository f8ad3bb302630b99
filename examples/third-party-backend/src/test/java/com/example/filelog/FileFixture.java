package com.example.filelog;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.Faults;
import dev.realtime4j.tck.MutableClock;
import dev.realtime4j.tck.Profile;
import dev.realtime4j.tck.SimulatedFaults;
import dev.realtime4j.tck.TransportFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One directory for each test. */
final class FileFixture implements TransportFixture, Faults {
    private final Path directory;
    private final MutableClock clock = new MutableClock();
    private final SimulatedFaults simulated = new SimulatedFaults();
    private boolean erase;

    FileFixture() {
        try {
            directory = Files.createTempDirectory("filelog");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String backend() {
        return "files on " + System.getProperty("os.name");
    }

    // tag::fixture[]
    @Override
    public Set<Profile> profile() {
        return Set.of(Profile.CORE, Profile.DURABLE);
    }

    @Override
    public Transport open(RealtimeConfig config) {
        return simulated.wrap(() -> {
            if (erase) {
                erase();
                erase = false;
            }
            return FileTransport.open(directory, config);
        });
    }
    // end::fixture[]

    @Override
    public Optional<MutableClock> clock() {
        return Optional.of(clock);
    }

    @Override
    public Optional<Faults> faults() {
        return Optional.of(this);
    }

    // tag::faults[]
    @Override
    public Set<Kind> offered() {
        return EnumSet.of(Kind.CUT, Kind.OUTAGE, Kind.RESTART, Kind.RECREATE);
    }

    @Override
    public void cut(Runnable meanwhile) {
        simulated.cut(meanwhile);
    }

    @Override
    public void outage(Runnable during) {
        simulated.outage(during);
    }

    @Override
    public void restart() {
        simulated.recreate(); // Closes every client and opens it again over the same files.
    }

    @Override
    public void recreate() {
        erase = true;
        simulated.recreate();
    }
    // end::faults[]

    private void erase() {
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        erase();
        directory.toFile().delete();
    }
}
