package dev.realtime4j.server;

import dev.realtime4j.nats.NatsSetup;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code realtime nats-setup}. */
@Command(
        name = "nats-setup",
        description = {
            "Make the NATS streams of a configuration, and correct those whose settings break the contract.",
            "Messages that the configured retention does not keep are gone afterwards."
        },
        footer = {
            "",
            "Example: look what would be done, as a user who may create and update streams",
            "  realtime nats-setup --transport nats://admin:password@localhost --dry-run"
        })
final class NatsSetupCommand implements Callable<Integer> {
    private final Streams streams;

    @Option(names = "--dry-run", description = "Only print what differs.")
    private boolean dryRun;

    @Mixin
    private final Backend backend = new Backend();

    NatsSetupCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        new NatsSetup(backend.config()).run(!dryRun).forEach(streams.out()::println);
        return 0;
    }
}
