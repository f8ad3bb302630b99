package dev.realtime4j.nats;

import dev.realtime4j.tck.TransportContract;
import dev.realtime4j.tck.TransportFixture;
import dev.realtime4j.tck.broker.NatsServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

@Tag("once")
class NatsConformanceTest extends TransportContract {
    private static final NatsServer SERVER = NatsServer.launch(NatsFixture.AUTHORIZATION);

    @Override
    protected TransportFixture fixture() {
        return new NatsFixture(SERVER);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}
