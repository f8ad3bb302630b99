package dev.realtime4j.kafka;

import dev.realtime4j.RealtimeException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps indexes in a directory, a file for each partition, so that a process that starts again scans only what is new. What is
 * read is held against the log before it is used: a file of another log, or of a tail that the log has lost, is not trusted. Used
 * by one thread, apart from {@link #open} and {@link #close}.
 */
final class IndexStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.kafka");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** So many blocks may be in a file that are of no use any more, beside as many as are. */
    private static final int MOST_STALE = 1_024;

    /**
     * The files by which directories are locked, by directory. Each is opened once: to close any channel of a file gives up
     * every lock that this process has on it.
     */
    private static final Map<Path, FileChannel> LOCKS = new HashMap<>();

    private final Path directory;
    private final FileChannel locked;
    private final Map<TopicPartition, Kept> kept = new HashMap<>();

    /** What is in the file of a log. */
    private record Kept(PartitionLog log, IndexFile file, Set<Long> numbers) {}

    private IndexStore(Path directory, FileChannel locked) {
        this.directory = directory;
        this.locked = locked;
    }

    /**
     * Opens a directory, which is made if it is missing.
     *
     * @return the store, or null if there is no directory or another process or transport uses it
     * @throws RealtimeException if it cannot be written to
     */
    static @Nullable IndexStore open(Optional<Path> directory) {
        if (directory.isEmpty()) {
            return null;
        }
        try {
            IndexStore store = lock(directory.get());
            if (store == null) {
                LOG.warn("The index is not kept: somebody else uses the directory {}", directory.get());
            }
            return store;
        } catch (IOException e) {
            throw new RealtimeException(
                    "The directory " + directory.get() + " cannot be written to (kafka.index-directory): " + e,
                    e,
                    false);
        }
    }

    private static @Nullable IndexStore lock(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path real = directory.toRealPath();
        synchronized (LOCKS) {
            FileChannel channel = LOCKS.get(real);
            if (channel == null) {
                channel = FileChannel.open(real.resolve("in-use"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                LOCKS.put(real, channel);
            }
            try {
                if (channel.tryLock() != null) {
                    return new IndexStore(real, channel);
                }
            } catch (OverlappingFileLockException sameProcess) {
                // As if it were another one; but the file stays open, also where another class loader has locked it.
                return null;
            }
            LOCKS.remove(real);
            channel.close();
            return null;
        }
    }

    /** Gives a log's index the blocks that were kept of this very log; once for each log. */
    void restore(PartitionLog log, LogReader reader) {
        Kept before = kept.get(log.partition());
        if (before != null && before.log() == log) {
            return;
        }
        TopicPartition partition = log.partition();
        IndexFile file = new IndexFile(directory.resolve(partition + ".index"), log.topicId(), partition.partition());
        try {
            NavigableMap<Long, Block> blocks = file.read();
            blocks.headMap(Block.numberOf(log.start())).clear();
            blocks.tailMap(log.index().openNumber(), true).clear();
            int read = blocks.size();
            dropLostTail(log, blocks, reader);
            blocks.forEach(log.index()::put);
            LOG.debug("Of the index of {}, {} blocks were kept and {} fit", partition, read, blocks.size());
            file.replace(numbered(blocks));
            kept.put(partition, new Kept(log, file, new HashSet<>(blocks.keySet())));
        } catch (IOException e) {
            giveUp(log, e);
        }
    }

    /** A log that has lost its newest records and grown again differs from there on: its last record in a block tells. */
    private static void dropLostTail(PartitionLog log, NavigableMap<Long, Block> blocks, LogReader reader) {
        while (!blocks.isEmpty()) {
            var newest = blocks.lastEntry();
            if (isAsInLog(log, newest.getKey(), newest.getValue(), reader)) {
                return;
            }
            blocks.remove(newest.getKey());
        }
    }

    private static boolean isAsInLog(PartitionLog log, long number, Block block, LogReader reader) {
        int last = block.channels().length - 1;
        long offset = Block.startOf(number) + last;
        if (last < 0 || offset < log.start()) {
            return false; // nothing is there that could tell
        }
        boolean[] same = new boolean[1];
        reader.scan(log.partition(), offset, offset + 1, System.nanoTime() + PATIENCE_NANOS, record -> {
            same[0] = record.timestamp() == block.time().last()
                    && record.key() != null
                    && Prints.of(record.key()) == block.channels()[last];
            return false;
        });
        return same[0];
    }

    /** Adds to a log's file what its index has more than that. */
    void save(PartitionLog log) {
        Kept state = kept.get(log.partition());
        if (state == null || state.log() != log || log.isRetired()) {
            return;
        }
        Map<Long, Block> all = new TreeMap<>();
        for (long number = Block.numberOf(log.start()); number < log.index().openNumber(); number++) {
            Block block = log.index().get(number);
            if (block != null) {
                all.put(number, block);
            }
        }
        try {
            if (state.numbers().size() > 2 * all.size() + MOST_STALE) {
                state.file().replace(numbered(all));
                state.numbers().clear();
            } else {
                Map<Long, Block> more = new TreeMap<>(all);
                more.keySet().removeAll(state.numbers());
                state.file().add(numbered(more));
            }
            state.numbers().addAll(all.keySet());
        } catch (IOException e) {
            giveUp(log, e);
        }
    }

    private static List<IndexFile.Numbered> numbered(Map<Long, Block> blocks) {
        List<IndexFile.Numbered> all = new ArrayList<>();
        blocks.forEach((number, block) -> all.add(new IndexFile.Numbered(number, block)));
        return all;
    }

    /** An index is only a help: without its file it is built anew. */
    private void giveUp(PartitionLog log, IOException cause) {
        kept.remove(log.partition());
        LOG.warn("The index of {} is not kept in {}: {}", log.partition(), directory, cause.toString());
    }

    @Override
    public void close() {
        synchronized (LOCKS) {
            LOCKS.remove(directory, locked);
            try {
                locked.close();
            } catch (IOException e) {
                LOG.warn("The directory {} is not released: {}", directory, e.toString());
            }
        }
    }
}
