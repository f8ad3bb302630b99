package com.example.filelog;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.StoredEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a log file is made of. In the file: length (4 bytes), CRC32C (4 bytes), and the parts in this order; numbers are
 * big-endian. A record without data is no message but the file's header or the key of a message that has gone.
 *
 * @param entry the message
 * @param key the idempotency key; empty if there is none
 */
record LogRecord(StoredEntry entry, String key) {
    private static final int LEAD = 8;
    private static final int LARGEST =
            65 * 1024 * 1024; // data of 64 MiB, the most that can be configured, and the rest

    /** The record as it stands in the file. */
    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(entry.json().length + 100);
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeLong(entry.id().major());
            out.writeLong(entry.id().minor());
            out.writeLong(entry.timestamp());
            out.writeUTF(key);
            out.writeUTF(entry.event());
            out.write(entry.json());
        } catch (IOException e) {
            throw new AssertionError("Writing to memory cannot fail", e);
        }
        byte[] body = bytes.toByteArray();
        ByteBuffer record = ByteBuffer.allocate(LEAD + body.length);
        return record.putInt(body.length)
                .putInt(checksum(body, 0, body.length))
                .put(body)
                .array();
    }

    /**
     * Reads the record at an offset of a file, and leaves the file's position behind it.
     *
     * @return the record, or null if no whole and undamaged one starts there
     */
    static @Nullable LogRecord read(FileChannel file, long offset) throws IOException {
        byte[] lead = readFully(file, offset, LEAD);
        int length = lead == null ? 0 : ByteBuffer.wrap(lead).getInt();
        byte[] whole = length < 1 || length > LARGEST ? null : readFully(file, offset, LEAD + length);
        if (whole == null) {
            return null;
        }
        file.position(offset + whole.length);
        return decode(whole, 0);
    }

    /** Reads bytes of a file; null if it ends before. */
    static byte @Nullable [] readFully(FileChannel file, long offset, int length) throws IOException {
        if (offset + length > file.size()) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, offset + bytes.position()) < 0) {
                return null;
            }
        }
        return bytes.array();
    }

    /** Reads the record at an index; null if no whole and undamaged one starts there. */
    static @Nullable LogRecord decode(byte[] bytes, int index) {
        ByteBuffer lead = ByteBuffer.wrap(bytes, index, bytes.length - index);
        int length = lead.remaining() < LEAD ? 0 : lead.getInt();
        if (length < 1 || length > lead.remaining() - 4 || lead.getInt() != checksum(bytes, index + LEAD, length)) {
            return null;
        }
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, index + LEAD, length));
            MessageId id = new MessageId(in.readLong(), in.readLong());
            long timestamp = in.readLong();
            String key = in.readUTF();
            return new LogRecord(new StoredEntry(id, in.readUTF(), in.readAllBytes(), timestamp), key);
        } catch (IOException | IllegalArgumentException e) {
            return null; // Undamaged, and yet not ours.
        }
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
