package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much time passes between records of a partition, as {@link LogTime} counts: by the index where the times of a block do not
 * step back, else by reading that block. For one request and one thread.
 */
final class PassedTime {
    private final PartitionLog log;
    private final LogReader reader;
    private final long deadline;
    private final Map<Long, Stretch> blocks = new HashMap<>();

    /** One block. */
    private static final class Stretch {
        private final LogTime time;
        /** How much passes from its first record to each; null if the times tell that. */
        private final long @Nullable [] passed;

        Stretch(LogTime time, long @Nullable [] passed) {
            this.time = time;
            this.passed = passed;
        }

        long before(MessageId record) {
            return passed == null ? record.minor() - time.first() : passed[place(record.major())];
        }
    }

    PassedTime(PartitionLog log, LogReader reader, long deadline) {
        this.log = log;
        this.reader = reader;
        this.deadline = deadline;
    }

    /** From the first record of a block to its last; null if it has been trimmed. */
    @Nullable
    LogTime of(long number) {
        while (number >= Block.numberOf(log.start())) {
            LogTime time = log.index().time(number);
            if (time != null) {
                return time;
            }
            BlockScan.index(log, number, reader, deadline);
        }
        return null;
    }

    /** From the first record of a record's block to it. */
    long before(MessageId record) {
        return block(record).before(record);
    }

    /** From a record to the last one of its block, which is whole. */
    long after(MessageId record) {
        Stretch block = block(record);
        return block.time.passed() - block.before(record);
    }

    private static int place(long offset) {
        return (int) (offset - Block.startOf(Block.numberOf(offset)));
    }

    private Stretch block(MessageId record) {
        long number = Block.numberOf(record.major());
        Stretch known = blocks.get(number);
        if (known == null) {
            LogTime time = of(number);
            known = time != null && time.isSteady() ? new Stretch(time, null) : read(number);
            blocks.put(number, known);
        }
        return known;
    }

    private Stretch read(long number) {
        LogTime time = new LogTime();
        long[] passed = new long[Block.SIZE];
        long from = Math.max(log.start(), Block.startOf(number));
        long to = Math.min(log.next(), Block.startOf(number + 1));
        reader.scan(log.partition(), from, to, deadline, record -> {
            if (Records.channel(record) != null) {
                time.take(record.timestamp());
                passed[place(record.offset())] = time.passed();
            }
            return true;
        });
        return new Stretch(time, passed);
    }
}
