package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.broker.RedisServer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What others have left in a stream, of a size that no message has: a page stays as small as it was asked for. */
@Tag("once")
@Timeout(120)
class LargeEntriesTest {
    private static final int PAGE_BYTES = 1 << 20;

    private RedisServer server;

    @BeforeEach
    void launch() {
        server = RedisServer.launch();
    }

    @AfterEach
    void end() {
        server.close();
    }

    private long sent() {
        return Long.parseLong(server.call("INFO", "stats").replaceAll("(?s).*total_net_output_bytes:(\\d+).*", "$1"));
    }

    private Transport connect() {
        return new RedisProvider().open(TestClient.config(server.url(), 30_000).build());
    }

    private static Page read(Transport transport, MessageId cursor) {
        return transport
                .read("large", ReadRequest.after(cursor, 512, PAGE_BYTES))
                .toCompletableFuture()
                .join();
    }

    private static void append(Transport transport) {
        Entry entry = new Entry("e", "1".getBytes(StandardCharsets.US_ASCII), null);
        transport.append("large", entry).toCompletableFuture().join();
    }

    private void assertFoundInTime(Transport transport, int most) {
        MessageId cursor = MessageId.BEGINNING;
        for (int found = 0; found < 2; ) {
            long before = sent();
            Page page = read(transport, cursor);
            assertThat(sent() - before).isLessThan(most);
            found += page.entries().size();
            assertThat(page.end()).isEqualTo(found == 2);
            cursor = page.scannedTo();
        }
    }

    @Test
    void largeFieldsCountWhateverTheyAreCalled() {
        try (Transport transport = connect()) {
            append(transport);
            String large = "x".repeat(500_000);
            for (int i = 0; i < 20; i++) {
                server.call("XADD", "rt:large", "*", "event", large, "data", "1", "prev", "0-0");
                server.call("XADD", "rt:large", "*", "event", "\"e\"", "data", "1", "prev", large);
                server.call("XADD", "rt:large", "*", large, "1");
            }
            append(transport);
            assertFoundInTime(transport, 3 * PAGE_BYTES);
        }
    }

    @Test
    void whatIsLargerThanAnyMessageIsNotSentAtAll() {
        try (Transport transport = connect()) {
            append(transport);
            server.call("XADD", "rt:large", "*", "blob", "x".repeat(70_000_000));
            append(transport);
            assertFoundInTime(transport, PAGE_BYTES);
        }
    }
}
