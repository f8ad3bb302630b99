package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What can be said without a server; what it does to streams is tested where the transport is. */
class NatsSetupCommandTest extends Cli {
    @Test
    void refusesAnotherBackend() {
        assertThat(run("nats-setup", "--transport", url).ended(Main.WRONG).err.toString())
                .contains("nats://host:4222");
    }

    @Test
    void namesTheServerThatCannotBeReached() {
        assertThat(run("nats-setup", "--transport", "nats://user:secret@127.0.0.1:1")
                        .ended(Main.FAILED)
                        .err
                        .toString())
                .contains("127.0.0.1:1", "cannot be reached")
                .doesNotContain("secret");
    }
}
