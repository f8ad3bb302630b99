package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.StoredEntry;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words that {@link RemoteStore} and {@link RemoteTransport} exchange. */
final class Wire {
    /** What a client asks for. */
    enum Request {
        APPEND,
        READ,
        LISTEN,
        LEAVE
    }

    /** What the store says. */
    enum Reply {
        ANSWER,
        ENTRY
    }

    private Wire() {}

    static void write(DataOutputStream out, @Nullable MessageId id) throws IOException {
        out.writeBoolean(id != null);
        if (id != null) {
            out.writeLong(id.major());
            out.writeLong(id.minor());
        }
    }

    static @Nullable MessageId readIdOrNull(DataInputStream in) throws IOException {
        return in.readBoolean() ? new MessageId(in.readLong(), in.readLong()) : null;
    }

    static MessageId readId(DataInputStream in) throws IOException {
        MessageId id = readIdOrNull(in);
        if (id == null) {
            throw new IOException("an id is missing");
        }
        return id;
    }

    static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static byte[] readBytes(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }

    static void write(DataOutputStream out, Entry entry) throws IOException {
        out.writeUTF(entry.event());
        write(out, entry.json());
        out.writeUTF(entry.key() == null ? "" : entry.key());
    }

    static Entry readEntry(DataInputStream in) throws IOException {
        String event = in.readUTF();
        byte[] json = readBytes(in);
        String key = in.readUTF();
        return new Entry(event, json, key.isEmpty() ? null : key);
    }

    static void write(DataOutputStream out, StoredEntry entry) throws IOException {
        write(out, entry.id());
        out.writeUTF(entry.event());
        write(out, entry.json());
        out.writeLong(entry.timestamp());
    }

    static StoredEntry readStored(DataInputStream in) throws IOException {
        return new StoredEntry(readId(in), in.readUTF(), readBytes(in), in.readLong());
    }

    static void write(DataOutputStream out, ReadRequest request) throws IOException {
        out.writeUTF(request.direction().name());
        write(out, request.cursor());
        out.writeLong(request.fromMillis());
        out.writeInt(request.limit());
        out.writeInt(request.maxBytes());
    }

    static ReadRequest readRequest(DataInputStream in) throws IOException {
        return new ReadRequest(
                ReadRequest.Direction.valueOf(in.readUTF()),
                readIdOrNull(in),
                in.readLong(),
                in.readInt(),
                in.readInt());
    }

    static void write(DataOutputStream out, Page page) throws IOException {
        out.writeInt(page.entries().size());
        for (StoredEntry entry : page.entries()) {
            write(out, entry);
        }
        out.writeUTF(page.continuity().name());
        write(out, page.scannedTo());
        out.writeBoolean(page.end());
        write(out, page.head());
    }

    static Page readPage(DataInputStream in) throws IOException {
        List<StoredEntry> entries = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            entries.add(readStored(in));
        }
        return new Page(entries, Continuity.valueOf(in.readUTF()), readId(in), in.readBoolean(), readId(in));
    }
}
