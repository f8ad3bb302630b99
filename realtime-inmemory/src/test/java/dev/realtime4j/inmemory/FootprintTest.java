package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.ReadRequest;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept in memory, and what is not. */
class FootprintTest {
    private static final Duration AGED = Duration.ofMinutes(21);

    private final TestClock clock = new TestClock();
    private final Client client = Client.open(clock, 1000);

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aChannelCostsLittleAndLessWhenItHasAgedAway() {
        int channels = 100_000;
        byte[] json = Client.json("x");
        long before = usedBytes();
        for (int i = 0; i < channels; i++) {
            client.transport().append("channel-" + i, new Entry("e", json, null));
        }
        assertThat(perChannel(before, channels)).isBetween(100L, 350L);

        clock.advance(AGED);
        sweep(channels);

        assertThat(perChannel(before, channels)).isBetween(50L, 260L);
        assertThat(client.on("channel-7").head()).isGreaterThan(MessageId.BEGINNING);
    }

    private long perChannel(long before, int channels) {
        return (usedBytes() - before) / channels;
    }

    private static long usedBytes() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(
                    used,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return used;
    }

    /** Appends elsewhere until every other channel has had its turn. */
    private void sweep(int channels) {
        clock.advance(Duration.ofMinutes(1));
        client.on("busy").append(channels + 10_000);
    }

    private WeakReference<byte[]> appendTraceable(String channel) {
        byte[] json = Client.json("data");
        client.transport().append(channel, new Entry("e", json, null));
        return new WeakReference<>(json);
    }

    private static void assertFreed(List<? extends WeakReference<?>> references) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            System.gc();
            assertThat(references).allMatch(reference -> reference.get() == null);
        });
    }

    @Test
    void quietChannelsAreFreedByAppendsToOthers() {
        List<WeakReference<byte[]>> data = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            data.add(appendTraceable("quiet-" + i));
        }
        clock.advance(AGED);
        sweep(3_000);

        assertFreed(data);
    }

    @Test
    void keysOfQuietChannelsAreFreed() {
        List<WeakReference<String>> keys = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            String key = "key " + i;
            keys.add(new WeakReference<>(key));
            client.on("quiet-" + i).append("x", key);
        }
        clock.advance(Duration.ofMinutes(3));
        sweep(3_000);

        assertFreed(keys);
    }

    @Test
    void aReadFreesWhatHasAged() {
        WeakReference<byte[]> data = appendTraceable("c");
        clock.advance(AGED);

        assertThat(client.after(null).entries()).isEmpty();
        assertFreed(List.of(data));
    }

    @Test
    void trimmedEntriesAreFreedButForOne() {
        List<WeakReference<byte[]>> data = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            data.add(appendTraceable("c"));
        }

        assertFreed(data.subList(0, 1_999));
        assertThat(data.subList(1_999, 3_000)).noneMatch(reference -> reference.get() == null);
    }

    @Test
    void channelsThatWereOnlyReadOrListenedToLeaveNothing() {
        List<WeakReference<Object>> traces = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            Client channel = client.on("channel-" + i);
            Recorder recorder = new Recorder();
            traces.add(new WeakReference<>(channel.channel()));
            traces.add(new WeakReference<>(recorder));
            channel.read(ReadRequest.head());
            channel.listen(recorder).close();
        }

        assertFreed(traces);
    }

    @Test
    void aClosedTransportLeavesNoListener() {
        List<WeakReference<Recorder>> traces = new ArrayList<>();
        try (Client staying = Client.open("memory:staying", clock, 5)) {
            Client leaving = Client.open("memory:staying", clock, 5);
            staying.append("x");
            for (int i = 0; i < 100; i++) {
                Recorder recorder = new Recorder();
                traces.add(new WeakReference<>(recorder));
                leaving.listen(recorder);
            }
            leaving.close();

            assertFreed(traces);
            assertThat(staying.after(MessageId.BEGINNING).continuity()).isEqualTo(Continuity.EXACT);
        }
    }
}
