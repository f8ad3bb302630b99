package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.StoredEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Reads of a partition that this process has not followed, against a plain list of what is stored there: many channels, names
 * with the same fingerprint, keys used again, foreign records, holes of transactions, a log that is trimmed; with no block
 * indexed, with some, and with all.
 */
@Tag("once")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SearchTest {
    private static final int RECORDS = 9_000;
    private static final RealtimeConfig CONFIG = RealtimeConfig.builder("kafka://unused")
            .retention("few-", new Retention(10, Duration.ofHours(1)))
            .build();

    private final Random random = new Random(11);
    private final TestTopic topic =
            new TestTopic("127.0.0.1:" + SharedKafka.server().port());
    private final TopicPartition partition = new TopicPartition(topic.name(), 0);
    private final List<String> channels = new ArrayList<>();
    /** Per channel what is visible, in the order of the log. */
    private final Map<String, List<MessageId>> visible = new HashMap<>();

    /** Per hidden record the offset of the one before it with its key. */
    private final Map<Long, Long> hidden = new HashMap<>();

    /** Per channel what is hidden: cursors, too. */
    private final Map<String, List<MessageId>> hiddenIds = new HashMap<>();

    private long start;

    @Test
    void aReadAnswersAsAListWhateverIsIndexed() {
        LogReader reader = topic.reader(CONFIG);
        try (topic) {
            topic.create(1, TestTopic.fitting());
            fill();
            takeStock(reader);
            for (int round = 0; round < 6; round++) {
                PartitionLog log = topic.followed(partition, CONFIG, start, reader);
                if (round % 2 == 1) {
                    while (BlockScan.advance(log, reader)) {
                        assertThat(log.index().newestMissing(log.start())).isEqualTo(-1);
                    }
                }
                // Without an index the first reads build it, block by block.
                for (int i = 0; i < 60; i++) {
                    assertReads(log, reader, channels.get(random.nextInt(channels.size())));
                }
                if (round % 2 == 1) {
                    trim();
                    for (int i = 0; i < 30; i++) {
                        assertReads(log, reader, channels.get(random.nextInt(channels.size())));
                    }
                }
            }
        } finally {
            reader.close();
        }
    }

    private void fill() {
        for (int i = 0; i < 60; i++) {
            channels.add((i % 3 == 0 ? "few-" : "channel ") + i);
        }
        channels.addAll(namesWithOneFingerprint());
        Map<String, Object> transactional = Map.of("transactional.id", topic.name(), "linger.ms", 5);
        try (KafkaProducer<byte[], byte[]> producer = topic.producer(transactional)) {
            producer.initTransactions();
            int written = 0;
            while (written < RECORDS) {
                producer.beginTransaction();
                int count = 1 + random.nextInt(300);
                for (int i = 0; i < count; i++) {
                    TestTopic.send(producer, record(written + i));
                }
                if (random.nextInt(6) == 0) {
                    producer.flush();
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
                written += count;
            }
        }
        channels.add("never written");
        channels.add("few-never written");
    }

    /** A few channels are frequent, most are rare. */
    private ProducerRecord<byte[], byte[]> record(int number) {
        int i = random.nextInt(4) == 0 ? random.nextInt(channels.size()) : random.nextInt(4);
        String channel = channels.get(i);
        if (random.nextInt(50) == 0) {
            return topic.record(0, channel.getBytes(StandardCharsets.UTF_8), new byte[] {'{'}, "e");
        }
        String key = random.nextInt(3) == 0 ? "k" + number / 40 + "-" + random.nextInt(3) : null;
        byte[] json = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
        return Records.of(partition, channel, new Entry("e", json, key));
    }

    private static List<String> namesWithOneFingerprint() {
        Map<Integer, String> seen = new HashMap<>();
        for (int i = 0; ; i++) {
            String name = "collides " + i;
            String other = seen.put(Prints.of(name), name);
            if (other != null) {
                return List.of(name, other);
            }
        }
    }

    /** Retention takes whole segments, so it does not part a record from its repetition; see that this does not either. */
    private void trim() {
        start += random.nextInt(2_500);
        while (hidden.entrySet().stream().anyMatch(it -> it.getKey() >= start && it.getValue() < start)) {
            start++;
        }
        topic.trim(partition, start);
    }

    /** Reads the whole partition once, and says by the words of the rule what of it is visible. */
    private void takeStock(LogReader reader) {
        Map<String, MessageId> keys = new HashMap<>();
        long end = topic.end(partition);
        reader.scan(partition, 0, end, deadline(), record -> {
            StoredEntry entry = Records.decode(record);
            String channel = Records.channel(record);
            if (entry != null && channel != null) {
                String key = Records.key(record);
                MessageId before = key == null ? null : keys.put(channel + "\n" + key, entry.id());
                if (before == null || record.timestamp() - before.minor() > RecentKeys.WINDOW_MILLIS) {
                    visible.computeIfAbsent(channel, it -> new ArrayList<>()).add(entry.id());
                } else {
                    hidden.put(record.offset(), before.major());
                    hiddenIds.computeIfAbsent(channel, it -> new ArrayList<>()).add(entry.id());
                }
            }
            return true;
        });
        assertThat(visible.values().stream().mapToInt(List::size).sum()).isGreaterThan(RECORDS / 2);
        assertThat(hidden.size()).isGreaterThan(100);
    }

    private static long deadline() {
        return System.nanoTime() + Duration.ofSeconds(20).toNanos();
    }

    private void assertReads(PartitionLog log, LogReader reader, String channel) {
        List<MessageId> all = visible.getOrDefault(channel, List.of());
        int most = (int) CONFIG.retention(channel).maxMessages();
        List<MessageId> shown = all.subList(Math.max(0, all.size() - most), all.size()).stream()
                .filter(id -> id.major() >= start)
                .toList();
        int limit = 1 + random.nextInt(1_200);
        MessageId cursor = all.isEmpty() ? MessageId.BEGINNING : all.get(random.nextInt(all.size()));
        List<MessageId> others = hiddenIds.getOrDefault(channel, List.of()).stream()
                .filter(id -> id.major() >= start)
                .toList();
        PageReader page = new PageReader(log, channel, reader, deadline());
        switch (random.nextInt(6)) {
            case 0 -> {
                MessageId head = page.read(ReadRequest.head()).head();
                if (!shown.isEmpty()) {
                    assertThat(head).isEqualTo(all.get(all.size() - 1));
                }
            }
            case 1 -> assertPage(page.read(ReadRequest.after(null, limit, Integer.MAX_VALUE)), shown, limit);
            case 2, 3 -> assertAfter(page, cursor, all, shown, limit);
            case 4 -> {
                if (!others.isEmpty()) {
                    assertAfter(page, others.get(random.nextInt(others.size())), all, shown, limit);
                }
            }
            default -> {
                MessageId before = random.nextInt(3) == 0 ? null : cursor;
                Page read = page.read(ReadRequest.before(before, limit, Integer.MAX_VALUE));
                assertBackward(read, before, shown, limit);
            }
        }
    }

    private void assertAfter(
            PageReader reader, MessageId cursor, List<MessageId> all, List<MessageId> shown, int limit) {
        Page page = reader.read(ReadRequest.after(cursor, limit, Integer.MAX_VALUE));
        List<MessageId> following =
                all.stream().filter(id -> id.isAfter(cursor)).toList();
        assertPage(page, shown.stream().filter(id -> id.isAfter(cursor)).toList(), limit);
        boolean lost = !shown.containsAll(following);
        if (cursor.major() >= start) {
            assertThat(page.continuity()).isEqualTo(lost ? Continuity.TRIMMED : Continuity.EXACT);
        } else if (page.continuity() != Continuity.UNKNOWN && !cursor.equals(MessageId.BEGINNING)) {
            assertThat(page.continuity()).isEqualTo(lost ? Continuity.TRIMMED : Continuity.EXACT);
        }
        MessageId other = new MessageId(cursor.major(), cursor.minor() + 1);
        if (cursor.minor() > 0 && cursor.major() >= start) {
            assertThat(reader.read(ReadRequest.after(other, limit, 1)).continuity())
                    .isEqualTo(Continuity.OTHER_LOG);
        }
    }

    private static List<MessageId> ids(Page page) {
        return page.entries().stream().map(StoredEntry::id).toList();
    }

    private static void assertPage(Page page, List<MessageId> wanted, int limit) {
        assertThat(ids(page)).isEqualTo(wanted.subList(0, Math.min(limit, wanted.size())));
        assertThat(page.end()).isEqualTo(wanted.size() <= limit);
        if (page.end()) {
            assertThat(page.scannedTo()).isEqualTo(page.head());
        }
    }

    private static void assertBackward(Page page, @Nullable MessageId before, List<MessageId> shown, int limit) {
        List<MessageId> wanted = new ArrayList<>(shown.stream()
                .filter(id -> before == null || before.isAfter(id))
                .toList());
        Collections.reverse(wanted);
        assertThat(ids(page)).isEqualTo(wanted.subList(0, Math.min(limit, wanted.size())));
        if (wanted.size() < limit) {
            assertThat(page.end()).isTrue();
        }
    }
}
