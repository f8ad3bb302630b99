package dev.realtime4j.kafka;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Indexes the blocks of the time before this process followed a partition, from the newest back, a few at a time. */
final class BlockScan {
    /** So many blocks are read at once: long enough to be fast, short enough that reads do not wait for long. */
    private static final int BLOCKS = 64;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private BlockScan() {}

    /** Adds what the index has to know of a record. */
    static void collect(ConsumerRecord<byte[], byte[]> record, BlockIndex.Collector collector) {
        String channel = Records.channel(record);
        if (channel != null) {
            collector.add(Prints.of(record.key()));
            collector.time(record.timestamp());
            String key = Records.key(record);
            if (key != null) {
                collector.add(Prints.of(channel, key));
            }
        }
    }

    /** Indexes the newest blocks that are missing; gives whether there are more. */
    static boolean advance(PartitionLog log, LogReader reader) {
        BlockIndex index = log.index();
        long last = index.newestMissing(log.start());
        if (last < 0) {
            return false;
        }
        long first = Math.max(BlockIndex.numberOf(log.start()), last - BLOCKS + 1);
        Progress progress = new Progress(index, first);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        try {
            reader.scan(
                    log.partition(),
                    Math.max(log.start(), BlockIndex.startOf(first)),
                    BlockIndex.startOf(last + 1),
                    deadline,
                    progress::take);
            progress.finishUpTo(last + 1);
        } catch (LogReader.TrimmedException e) {
            log.trim(reader.start(log.partition(), deadline));
        }
        return true;
    }

    /** The block that is being read. */
    private static final class Progress {
        private final BlockIndex index;
        private long number;
        private BlockIndex.Collector collector = new BlockIndex.Collector();

        Progress(BlockIndex index, long number) {
            this.index = index;
            this.number = number;
        }

        boolean take(ConsumerRecord<byte[], byte[]> record) {
            finishUpTo(BlockIndex.numberOf(record.offset()));
            collect(record, collector);
            return true;
        }

        void finishUpTo(long end) {
            while (number < end) {
                index.put(number, collector.block());
                collector = new BlockIndex.Collector();
                number++;
            }
        }
    }
}
