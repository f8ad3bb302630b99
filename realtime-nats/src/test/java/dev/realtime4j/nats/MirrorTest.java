package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.tck.broker.NatsServer;
import io.nats.client.api.Mirror;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An operator's copy of the stream, for an archive: it answers what is asked of the stream, one time of two. */
@Tag("once")
class MirrorTest {
    @Test
    void aMirrorIsNotBelieved() {
        try (NatsServer server = NatsServer.launch()) {
            String url = "nats://127.0.0.1:" + server.port();
            try (NatsTransport transport = TestTransports.open(url)) {
                MessageId first = TestTransports.append(transport, "c", "1");
                TestTransports.append(transport, "c", "2");
                Client.bare(url, connection -> {
                    var management = connection.jetStreamManagement();
                    management.addStream(StreamConfiguration.builder()
                            .name("ARCHIVE")
                            .storageType(StorageType.File)
                            .mirror(Mirror.builder().sourceName("rt_all").build())
                            .build());
                    Awaitility.await()
                            .atMost(Client.SECONDS)
                            .until(() -> management
                                            .getStreamInfo("ARCHIVE")
                                            .getStreamState()
                                            .getMsgCount()
                                    == 2);
                    management.purgeStream("rt_all");
                });
                for (int i = 0; i < 20; i++) {
                    assertThat(transport
                                    .read("c", ReadRequest.before(null, 10, 1 << 20))
                                    .toCompletableFuture()
                                    .join()
                                    .entries())
                            .as("the stream has none left")
                            .isEmpty();
                }
                TestTransports.append(transport, "c", "3");
                for (int i = 0; i < 20; i++) {
                    assertThat(TestTransports.after(transport, "c", first).continuity())
                            .as("the cursor's record is gone from the stream")
                            .isEqualTo(Continuity.UNKNOWN);
                }
            }
        }
    }
}
