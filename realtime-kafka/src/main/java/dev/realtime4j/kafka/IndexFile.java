package dev.realtime4j.kafka;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.kafka.common.Uuid;

/**
 * The whole blocks of one partition in a file: a header that names the topic by its id, then block after block, each with a
 * checksum, in any order. Of a number that comes twice the later one counts. What follows the first damage is not read. Not safe
 * for several threads.
 */
final class IndexFile {
    private static final long MAGIC = 0x5254_494e_4445_5832L;
    private static final int HEADER_BYTES = 3 * Long.BYTES + Integer.BYTES;
    private static final int BLOCK_HEADER_BYTES = 4 * Long.BYTES + 2 * Integer.BYTES;

    private final Path file;
    private final Uuid topicId;
    private final int partition;

    IndexFile(Path file, Uuid topicId, int partition) {
        this.file = file;
        this.topicId = topicId;
        this.partition = partition;
    }

    /**
     * Reads the blocks that are whole; none if the file is missing, damaged from the start, or of another log.
     *
     * @throws IOException if the file cannot be read
     */
    NavigableMap<Long, Block> read() throws IOException {
        NavigableMap<Long, Block> blocks = new TreeMap<>();
        if (!Files.exists(file)) {
            return blocks;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            if (!fill(channel, header) || !header.equals(header())) {
                return blocks;
            }
            ByteBuffer fixed = ByteBuffer.allocate(BLOCK_HEADER_BYTES);
            while (fill(channel, fixed) && readBlock(channel, fixed, blocks)) {
                fixed.clear();
            }
        }
        return blocks;
    }

    private static boolean readBlock(FileChannel channel, ByteBuffer fixed, NavigableMap<Long, Block> blocks)
            throws IOException {
        long number = fixed.getLong();
        LogTime time = LogTime.of(fixed.getLong(), fixed.getLong(), fixed.getLong());
        int channels = fixed.getInt();
        int keys = fixed.getInt();
        if (number < 0 || channels < 0 || channels > Block.SIZE || keys < 0 || keys > Block.SIZE) {
            return false;
        }
        ByteBuffer prints = ByteBuffer.allocate((channels + keys + 1) * Integer.BYTES);
        if (!fill(channel, prints)) {
            return false;
        }
        Block block = new Block(ints(prints, channels), ints(prints, keys), time);
        if (prints.getInt() != checksum(fixed.rewind(), prints.array(), channels + keys)) {
            return false;
        }
        blocks.put(number, block);
        return true;
    }

    private static int[] ints(ByteBuffer from, int count) {
        int[] ints = new int[count];
        for (int i = 0; i < count; i++) {
            ints[i] = from.getInt();
        }
        return ints;
    }

    private static boolean fill(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                return false;
            }
        }
        buffer.flip();
        return true;
    }

    private static int checksum(ByteBuffer fixed, byte[] prints, int count) {
        CRC32C crc = new CRC32C();
        crc.update(fixed);
        crc.update(prints, 0, count * Integer.BYTES);
        return (int) crc.getValue();
    }

    private ByteBuffer header() {
        return ByteBuffer.allocate(HEADER_BYTES)
                .putLong(MAGIC)
                .putLong(topicId.getMostSignificantBits())
                .putLong(topicId.getLeastSignificantBits())
                .putInt(partition)
                .flip();
    }

    /**
     * Adds blocks to a file that {@link #replace} has written.
     *
     * @throws IOException if they cannot be written
     */
    void add(Iterable<Numbered> blocks) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            write(channel, blocks);
        }
    }

    /**
     * Replaces the file by one with these blocks and no others.
     *
     * @throws IOException if it cannot be written
     */
    void replace(Iterable<Numbered> blocks) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeAll(channel, header());
            write(channel, blocks);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A block and its number. */
    record Numbered(long number, Block block) {}

    private static void write(FileChannel channel, Iterable<Numbered> blocks) throws IOException {
        for (Numbered one : blocks) {
            Block block = one.block();
            int count = block.channels().length + block.keys().length;
            ByteBuffer buffer = ByteBuffer.allocate(BLOCK_HEADER_BYTES + (count + 1) * Integer.BYTES)
                    .putLong(one.number())
                    .putLong(block.time().first())
                    .putLong(block.time().last())
                    .putLong(block.time().passed())
                    .putInt(block.channels().length)
                    .putInt(block.keys().length);
            for (int print : block.channels()) {
                buffer.putInt(print);
            }
            for (int print : block.keys()) {
                buffer.putInt(print);
            }
            CRC32C crc = new CRC32C();
            crc.update(buffer.array(), 0, buffer.position());
            writeAll(channel, buffer.putInt((int) crc.getValue()).flip());
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
