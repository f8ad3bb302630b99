package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The index against a plain list of fingerprints by offset. */
class BlockIndexTest {
    private static final int SIZE = Block.SIZE;

    /** The log: a fingerprint at each offset, or null for a hole. */
    private final List<@Nullable Integer> log = new ArrayList<>();

    private final Random random = new Random(7);

    private void grow(int count, int channels) {
        for (int i = 0; i < count; i++) {
            log.add(random.nextInt(10) == 0 ? null : 1 + random.nextInt(channels));
        }
    }

    private void give(BlockIndex index, int from) {
        for (int offset = from; offset < log.size(); offset++) {
            Integer print = log.get(offset);
            if (print != null) {
                index.reached(offset);
                index.add(offset, print, offset * 10L);
            }
        }
        index.reached(log.size());
    }

    private Block block(long number) {
        Block.Collector collector = new Block.Collector();
        for (long offset = number * SIZE; offset < (number + 1) * SIZE; offset++) {
            Integer print = log.get((int) offset);
            if (print != null) {
                collector.add(offset, print, offset * 10L);
            }
        }
        return collector.block();
    }

    /** What the index has to answer: the newest offset in range that has the fingerprint or is in a block that is missing. */
    private long expected(Set<Long> missing, int print, long below, long from) {
        for (long offset = below - 1; offset >= from; offset--) {
            Integer there = log.get((int) offset);
            if ((there != null && there == print) || missing.contains(offset / SIZE)) {
                return offset;
            }
        }
        return -1;
    }

    @Test
    void itAnswersAsTheLogItself() {
        grow(20 * SIZE + 300, 5_000);
        long start = 3 * SIZE + 17;
        int follow = 12 * SIZE;
        BlockIndex index = new BlockIndex(start, follow);
        give(index, follow);
        Set<Long> missing = new HashSet<>();
        for (long number = 3; number < 12; number++) {
            missing.add(number);
        }
        while (true) {
            for (int i = 0; i < 500; i++) {
                int print = random.nextInt(6_000);
                long below = start + 1 + random.nextInt(log.size() - (int) start);
                assertThat(index.newest(print, below, start))
                        .as("print %s below %s, missing %s", print, below, missing)
                        .isEqualTo(expected(missing, print, below, start));
            }
            assertThat(index.newestMissing(start))
                    .isEqualTo(missing.stream().mapToLong(it -> it).max().orElse(-1));
            if (missing.isEmpty()) {
                return;
            }
            long number = missing.stream()
                    .skip(random.nextInt(missing.size()))
                    .findFirst()
                    .orElseThrow();
            index.put(number, block(number));
            missing.remove(number);
            int given = log.size();
            grow(random.nextInt(2 * SIZE), 5_000);
            give(index, given);
        }
    }

    @Test
    void whatIsTrimmedIsForgottenAndTheRestStays() {
        grow(50 * SIZE, 1_000_000);
        BlockIndex index = new BlockIndex(0, 0);
        give(index, 0);
        for (long start : List.of(5L * SIZE, 5L * SIZE + 9, 30L * SIZE + 1, 49L * SIZE)) {
            index.trim(start);
            assertThat(index.isIndexed(start / SIZE - 1)).isFalse();
            for (int i = 0; i < 200; i++) {
                int offset = (int) start + random.nextInt(log.size() - (int) start);
                Integer print = log.get(offset);
                if (print != null) {
                    assertThat(index.newest(print, offset + 1, start)).isEqualTo(offset);
                }
            }
        }
        int before = log.size();
        grow(100 * SIZE, 1_000_000);
        give(index, before);
        assertThat(index.newestMissing(49L * SIZE)).isEqualTo(-1);
    }

    @Test
    void itTakesAtMostFiveBytesAMessageHoweverManyChannelsThereAre() {
        grow(SIZE, Integer.MAX_VALUE);
        // Object headers, lengths and times of one block are shared by its messages.
        long bytes = 4L * block(0).channels().length + 96;
        assertThat(bytes).isLessThanOrEqualTo(5L * SIZE);
    }

    @Test
    void itKnowsWhereAKeyMayHaveBeenUsed() {
        BlockIndex index = new BlockIndex(0, SIZE);
        index.add(SIZE, 1, 500);
        index.addKey(77);
        index.addKey(77);
        assertThat(index.mayHoldKey(1, 77)).isTrue();
        assertThat(index.mayHoldKey(1, 78)).isFalse();
        assertThat(index.mayHoldKey(0, 78)).as("a missing block").isTrue();
        index.reached(2 * SIZE);
        assertThat(index.mayHoldKey(1, 77)).isTrue();
        assertThat(index.mayHoldKey(1, 78)).isFalse();
    }

    @Test
    void aBlockKnowsHowMuchTimePassesInItAlsoWhereTimesStepBack() {
        BlockIndex index = new BlockIndex(0, 0);
        assertTime(index, 0, LogTime.NONE, LogTime.NONE, 0);
        index.add(0, 1, 500);
        index.add(1, 1, 300);
        index.add(2, 1, 310);
        index.add(3, 1, 700);
        assertTime(index, 0, 500, 700, 400);
        index.reached(3 * SIZE);
        assertTime(index, 0, 500, 700, 400);
        assertTime(index, 1, LogTime.NONE, LogTime.NONE, 0);
        assertThat(new BlockIndex(0, 5 * SIZE).time(2)).as("a missing block").isNull();
    }

    private static void assertTime(BlockIndex index, long number, long first, long last, long passed) {
        assertThat(index.time(number))
                .as("time in block %s", number)
                .isNotNull()
                .extracting(LogTime::first, LogTime::last, LogTime::passed)
                .containsExactly(first, last, passed);
    }
}
