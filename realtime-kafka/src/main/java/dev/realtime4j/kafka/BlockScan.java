package dev.realtime4j.kafka;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Indexes the blocks of the time before this process followed a partition. */
final class BlockScan {
    /** So many blocks are read at once: long enough to be fast, short enough that reads do not wait for long. */
    private static final int BLOCKS = 64;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private BlockScan() {}

    /**
     * Indexes the newest blocks that are missing.
     *
     * @return whether there may be more
     * @throws LogReader.TrimmedException if the log starts later
     */
    static boolean advance(PartitionLog log, LogReader reader) {
        long last = log.index().newestMissing(log.start());
        if (last < 0) {
            return false;
        }
        long first = Math.max(Block.numberOf(log.start()), last - BLOCKS + 1);
        scan(log, first, last, reader, System.nanoTime() + PATIENCE_NANOS);
        return true;
    }

    /**
     * Indexes a block that a reader needs at once. Who needs one that another reader is at waits for that one.
     *
     * @throws LogReader.TrimmedException if the log starts later
     */
    static void index(PartitionLog log, long number, LogReader reader, long deadline) {
        CompletableFuture<Void> scan = new CompletableFuture<>();
        CompletableFuture<Void> other = log.scans().putIfAbsent(number, scan);
        if (other != null) {
            other.join();
            return;
        }
        try {
            scan(log, number, number, reader, deadline);
        } finally {
            log.scans().remove(number);
            scan.complete(null);
        }
    }

    private static void scan(PartitionLog log, long first, long last, LogReader reader, long deadline) {
        Progress progress = new Progress(log.index(), first);
        reader.scan(
                log.partition(),
                Math.max(log.start(), Block.startOf(first)),
                Block.startOf(last + 1),
                deadline,
                progress::take);
        progress.finishUpTo(last + 1);
    }

    /** The block that is being read. */
    private static final class Progress {
        private final BlockIndex index;
        private long number;
        private Block.Collector collector = new Block.Collector();

        Progress(BlockIndex index, long number) {
            this.index = index;
            this.number = number;
        }

        boolean take(ConsumerRecord<byte[], byte[]> record) {
            finishUpTo(Block.numberOf(record.offset()));
            String channel = Records.channel(record);
            if (channel != null) {
                collector.add(record.offset(), Prints.of(record.key()), record.timestamp());
                String key = Records.key(record);
                if (key != null) {
                    collector.addKey(Prints.of(channel, key));
                }
            }
            return true;
        }

        void finishUpTo(long end) {
            while (number < end) {
                index.put(number, collector.block());
                collector = new Block.Collector();
                number++;
            }
        }
    }
}
