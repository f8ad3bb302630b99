package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hundred thousand channels at once cost Kafka nothing each: no thread, no connection, no request. */
@Tag("long")
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrowdTest {
    private static final int CHANNELS = 100_000;

    private final AtomicInteger told = new AtomicInteger();

    private final class CountingSink implements Sink {
        @Override
        public void entry(StoredEntry entry, @Nullable MessageId previous) {
            told.incrementAndGet();
        }

        @Override
        public void changed() {
            told.addAndGet(CHANNELS);
        }

        @Override
        public void interrupted(Throwable cause) {
            told.addAndGet(CHANNELS);
        }

        @Override
        public void restored() {}
    }

    @Test
    void channelsThatAreFollowedCostNothingInKafka() throws Exception {
        String address = "127.0.0.1:" + SharedKafka.server().port();
        try (TestTopic topic = new TestTopic(address);
                Transport transport = new KafkaProvider()
                        .open(RealtimeConfig.builder(topic.url(address)).build())) {
            transport.listen("first", new CountingSink()).toCompletableFuture().join();
            transport.read("first", ReadRequest.head()).toCompletableFuture().join();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            double connections = connections();
            List<CompletableFuture<Tail>> tails = new ArrayList<>();
            for (int i = 0; i < CHANNELS; i++) {
                tails.add(transport.listen("channel " + i, new CountingSink()).toCompletableFuture());
            }
            CompletableFuture.allOf(tails.toArray(CompletableFuture[]::new)).join();
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount())
                    .as("threads; readers are made as they are needed")
                    .isLessThanOrEqualTo(threads + 8);
            assertThat(connections()).as("connections").isLessThanOrEqualTo(connections + 3);
            for (int i = 0; i < CHANNELS; i += 100) {
                transport.append("channel " + i, new Entry("e", new byte[] {'1'}, null));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> told.get() == CHANNELS / 100);
            for (CompletableFuture<Tail> tail : tails) {
                tail.join().close();
            }
        }
    }

    /** All connections that Kafka's clients in this JVM have. */
    private static double connections() throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        double count = 0;
        for (ObjectName name : Set.copyOf(beans.queryNames(new ObjectName("kafka.*:type=*-metrics,*"), null))) {
            try {
                Object value = beans.getAttribute(name, "connection-count");
                count += ((Number) value).doubleValue();
            } catch (javax.management.AttributeNotFoundException other) {
                // Metrics of something else.
            }
        }
        return count;
    }
}
