package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.ReadRequest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The files of the index against a real log: what fits is used, all else is built anew. */
@Tag("once")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IndexStoreTest {
    private static final RealtimeConfig CONFIG =
            RealtimeConfig.builder("kafka://unused").build();
    private static final int BLOCKS = 6;

    @TempDir
    private Path directory;

    private final TestTopic topic =
            new TestTopic("127.0.0.1:" + SharedKafka.server().port());
    private final TopicPartition partition = topic.partition("c");
    private final LogReader reader = topic.reader(CONFIG);

    @BeforeEach
    void fill() {
        topic.create(TestTopic.PARTITIONS, TestTopic.fitting());
        try (KafkaProducer<byte[], byte[]> producer = topic.producer(Map.of("linger.ms", 5))) {
            for (int i = 0; i < BLOCKS * Block.SIZE + 10; i++) {
                String channel = i % 100 == 0 ? "c" : "other " + i;
                byte[] json = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
                TestTopic.send(
                        producer, Records.of(partition, channel, new Entry("e", json, i % 7 == 0 ? "k" + i : null)));
            }
        }
        scanAndSave();
    }

    @AfterEach
    void end() {
        reader.close();
        topic.close();
    }

    private IndexStore open() {
        return Objects.requireNonNull(IndexStore.open(Optional.of(directory)));
    }

    private PartitionLog followed() {
        long start = topic.start(partition);
        return topic.followed(partition, CONFIG, start, reader);
    }

    private void scanAndSave() {
        try (IndexStore store = open()) {
            PartitionLog log = followed();
            store.restore(log, reader);
            while (BlockScan.advance(log, reader)) {
                assertThat(log.index().newestMissing(0)).isEqualTo(-1);
            }
            store.save(log);
        }
    }

    /** The numbers of the blocks that another process takes from the files. */
    private List<Long> restored() {
        try (IndexStore store = open()) {
            PartitionLog log = followed();
            store.restore(log, reader);
            List<Long> numbers = LongStream.range(0, BLOCKS)
                    .filter(number -> log.index().get(number) != null)
                    .boxed()
                    .toList();
            assertThat(channel(log))
                    .as("with what was restored and what was not")
                    .isEqualTo(channel(followed()));
            return numbers;
        }
    }

    private List<Long> channel(PartitionLog log) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        return new PageReader(log, "c", reader, deadline)
                .read(ReadRequest.after(null, 1_000, Integer.MAX_VALUE)).entries().stream()
                        .map(entry -> entry.id().major())
                        .toList();
    }

    private Path file() {
        return directory.resolve(partition + ".index");
    }

    @Test
    void aRestartScansNothingOfWhatWasIndexed() {
        assertThat(restored()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(restored()).as("once more").hasSize(BLOCKS);
    }

    @Test
    void whatIsDamagedIsBuiltAnew() throws IOException {
        Random random = new Random(5);
        byte[] whole = Files.readAllBytes(file());
        for (int i = 0; i < 20; i++) {
            byte[] damaged = whole.clone();
            int at = random.nextInt(damaged.length);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file(), damaged);
            int before = at / (whole.length / BLOCKS);
            assertThat(restored()).as("damaged at %s", at).hasSizeBetween(before == 0 ? 0 : before - 1, BLOCKS - 1);
            Files.write(file(), Arrays.copyOf(whole, at));
            assertThat(restored()).as("ends at %s", at).hasSizeLessThan(BLOCKS);
        }
        scanAndSave();
        assertThat(restored()).as("after it was built anew").hasSize(BLOCKS);
    }

    @Test
    void theFileOfATopicThatWasMadeAnewIsNotUsed() throws IOException {
        byte[] old = Files.readAllBytes(file());
        topic.delete();
        fill();
        Files.write(file(), old);
        assertThat(restored()).isEmpty();
    }

    /** A log that lost its newest records, and has grown since: there the blocks are those of records that are gone. */
    @Test
    void blocksOfATailThatTheLogHasLostAreNotUsed() throws IOException {
        IndexFile file = new IndexFile(file(), topic.id(), partition.partition());
        List<IndexFile.Numbered> blocks = new ArrayList<>();
        file.read()
                .forEach((number, block) -> blocks.add(new IndexFile.Numbered(
                        number,
                        number < 4 ? block : new Block(block.channels(), block.keys(), earlier(block.time())))));
        file.replace(blocks);
        assertThat(restored()).containsExactly(0L, 1L, 2L, 3L);
    }

    private static LogTime earlier(LogTime time) {
        return LogTime.of(time.first(), time.last() - 1, time.passed());
    }

    @Test
    void whatRetentionTookLeavesTheFile() throws IOException {
        long before = Files.size(file());
        topic.trim(partition, 4 * Block.SIZE + 5);
        assertThat(restored()).containsExactly(4L, 5L);
        assertThat(Files.size(file())).isLessThan(before / 2);
    }

    /** What follows in its block was written by others, who name no channel. */
    @Test
    void aBlockWhoseLastMessageIsTrimmedIsNotUsed() throws IOException {
        IndexFile file = new IndexFile(file(), topic.id(), partition.partition());
        Block whole = Objects.requireNonNull(file.read().get(3L));
        Block begun = new Block(Arrays.copyOf(whole.channels(), 400), whole.keys(), whole.time());
        file.replace(List.of(new IndexFile.Numbered(3, begun)));
        topic.trim(partition, 3 * Block.SIZE + 500);
        assertThat(restored()).isEmpty();
    }

    @Test
    void aDirectoryHasOneUser() {
        try (IndexStore store = open()) {
            assertThat(IndexStore.open(Optional.of(directory))).isNull();
            assertThat(store).isNotNull();
        }
        try (IndexStore again = open()) {
            assertThat(again).isNotNull();
        }
    }

    /** A system gives up all locks of a process on a file when that closes it, by whichever channel. */
    @Test
    void aDirectoryIsLockedOnWhenASecondUserOfTheProcessIsRefused() throws Exception {
        try (IndexStore store = open()) {
            assertThat(IndexStore.open(Optional.of(directory))).isNull();
            assertThat(store).isNotNull();
            assertThat(canBeLockedByAnotherProcess()).isFalse();
        }
        assertThat(canBeLockedByAnotherProcess()).isTrue();
    }

    private boolean canBeLockedByAnotherProcess() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Locking.class.getName(),
                        directory.resolve("in-use").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return switch (process.waitFor()) {
            case Locking.LOCKED -> true;
            case Locking.REFUSED -> false;
            default -> throw new IllegalStateException("Ended with " + process.exitValue());
        };
    }

    /** Another process: tells by the status that it ends with whether it can lock a file. */
    static final class Locking {
        private static final int LOCKED = 10;
        private static final int REFUSED = 11;

        private Locking() {}

        public static void main(String[] args) throws IOException {
            try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
                System.exit(channel.tryLock() == null ? REFUSED : LOCKED);
            }
        }
    }

    @Test
    void aRealtimeKeepsItsIndexWhenItIsClosed() throws IOException {
        Files.delete(file());
        RealtimeConfig config = RealtimeConfig.builder(topic.url(topic.servers()))
                .option("index-directory", directory.toString())
                .build();
        List<?> first;
        try (Realtime realtime = Realtime.connect(config)) {
            first = history(realtime);
        }
        assertThat(Files.size(file())).isPositive();
        try (Realtime realtime = Realtime.connect(config)) {
            assertThat(history(realtime)).isEqualTo(first).hasSize((BLOCKS * Block.SIZE + 10) / 100 + 1);
        }
    }

    private static List<?> history(Realtime realtime) {
        return realtime.channel("c").history(HistoryQuery.all()).messages().stream()
                .map(Message::id)
                .toList();
    }
}
