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
        return record.putInt(body.length).putInt(checksum(body)).put(body).array();
    }

    /**
     * Reads the record at an offset and leaves the file's position behind it.
     *
     * @return the record, or null if no whole and undamaged one starts there
     */
    static @Nullable LogRecord read(FileChannel file, long offset) throws IOException {
        ByteBuffer lead = ByteBuffer.allocate(LEAD);
        int length = readFully(file.position(offset), lead) ? lead.getInt(0) : 0;
        if (length < 1 || length > LARGEST || offset + LEAD + length > file.size()) {
            return null;
        }
        byte[] body = new byte[length];
        if (!readFully(file, ByteBuffer.wrap(body)) || checksum(body) != lead.getInt(4)) {
            return null;
        }
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
            MessageId id = new MessageId(in.readLong(), in.readLong());
            long timestamp = in.readLong();
            String key = in.readUTF();
            return new LogRecord(new StoredEntry(id, in.readUTF(), in.readAllBytes(), timestamp), key);
        } catch (IOException | IllegalArgumentException e) {
            return null; // Undamaged, and yet not ours.
        }
    }

    private static boolean readFully(FileChannel file, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (file.read(into) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int checksum(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }
}
