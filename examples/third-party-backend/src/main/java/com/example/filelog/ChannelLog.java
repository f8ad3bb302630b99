package com.example.filelog;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.realtime4j.EmitException;
import dev.realtime4j.EmitException.Stored;
import dev.realtime4j.MessageId;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.StoredEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The log of one channel: a file, and an index of it in memory. Used by the store's thread only.
 *
 * <p><b>Ids.</b> The first number is a sequence without holes: what follows a cursor is known by arithmetic. The second is
 * a stamp, the milliseconds of the emitter's clock and six random digits: a log that was recreated, or has lost its tail
 * and grown anew, has another stamp at the same sequence (Rule E4).
 */
final class ChannelLog {
    private static final System.Logger LOGGER = System.getLogger(ChannelLog.class.getName());
    private static final String HEADER = "realtime-filelog-1";
    private static final byte[] NO_DATA = {};
    private static final long KEY_MILLIS = 120_000;
    private static final long STAMPS_PER_MILLI = 1_000_000;
    private static final int LARGEST_PAGE = 16 * 1024 * 1024; // bytes, whatever is asked for
    private static final long WORTH_COMPACTING = 64 * 1024;

    private final String channel;
    private final Path directory;
    private final Path file;
    private final Retention retention;
    private final boolean fsync;

    private long size; // of the file; 0: there is none
    private long bodyStart; // where the first message starts that is still in the file
    private long created; // ms since 1970; no id of this log is older
    private MessageId base = MessageId.BEGINNING; // the id just before the first message in the file
    private List<Slot> slots = new ArrayList<>(); // the messages in the file, also those that are no longer shown
    private final Map<String, Keyed> keys = new LinkedHashMap<>(); // oldest first
    private final List<StoredEntry> staged = new ArrayList<>();
    private final ByteArrayOutputStream stagedBytes = new ByteArrayOutputStream();

    private record Slot(MessageId id, long timestamp, long offset, int dataBytes) {}

    private record Keyed(MessageId id, long timestamp) {}

    /** Reads the channel's file, if there is one. */
    ChannelLog(String channel, Path directory, Retention retention, boolean fsync) throws IOException {
        this.channel = channel;
        this.directory = directory;
        this.file = directory.resolve(FileStore.fileName(channel));
        this.retention = retention;
        this.fsync = fsync;
        if (Files.exists(file) && !load()) {
            Path aside = Path.of(file + ".damaged-" + System.currentTimeMillis());
            Files.move(file, aside);
            LOGGER.log(Level.WARNING, "Not the log of channel \"" + channel + "\", so a new one is begun: " + aside);
        }
    }

    private boolean load() throws IOException {
        try (FileChannel in = FileChannel.open(file, READ, WRITE)) {
            LogRecord header = LogRecord.read(in, 0);
            if (header == null
                    || !header.entry().event().equals(HEADER)
                    || !header.key().equals(channel)) {
                return false;
            }
            base = header.entry().id();
            created = header.entry().timestamp();
            bodyStart = in.position();
            size = in.size();
            long damaged = 0;
            for (long at = bodyStart, good = at; at < size; ) {
                LogRecord item = LogRecord.read(in, at);
                if (item == null) {
                    at++; // Look for the next record: damage in the middle does not cost what follows.
                    damaged++;
                } else {
                    good = in.position();
                    index(item, at, good);
                    at = good;
                }
                if (at == size && good < size) { // Nothing follows: the last write was cut short.
                    in.truncate(good);
                    size = good;
                }
            }
            if (damaged > 0) {
                LOGGER.log(Level.WARNING, file + ": skipped " + damaged + " bytes that are no records");
            }
            return true;
        }
    }

    private void index(LogRecord item, long offset, long end) {
        StoredEntry entry = item.entry();
        remember(item.key(), new Keyed(entry.id(), entry.timestamp()));
        if (entry.json().length == 0) {
            bodyStart = end;
        } else if (entry.id().isAfter(head())) {
            slots.add(new Slot(entry.id(), entry.timestamp(), offset, entry.json().length));
        }
    }

    /** The id of the newest message, also if it is no longer kept (Rule R3). */
    MessageId head() {
        return slots.isEmpty() ? base : slots.get(slots.size() - 1).id();
    }

    /**
     * Adds an entry to what {@link #commit} will write.
     *
     * @return its id, or that of the entry that had the same key within the last 2 minutes (Rule E6)
     */
    MessageId stage(Entry entry, long now) throws IOException {
        String key = entry.key() == null ? "" : entry.key();
        for (Iterator<Keyed> oldest = keys.values().iterator(); oldest.hasNext(); ) {
            if (now - oldest.next().timestamp() < KEY_MILLIS) {
                break;
            }
            oldest.remove();
        }
        Keyed first = keys.get(key);
        if (first != null) {
            return first.id();
        }
        if (size == 0) {
            created = now;
            rewrite(0);
        }
        // tag::id[]
        long stamp = Math.max(now, created) * STAMPS_PER_MILLI
                + ThreadLocalRandom.current().nextLong(STAMPS_PER_MILLI);
        MessageId id = new MessageId(head().major() + 1, stamp);
        // end::id[]
        slots.add(new Slot(id, now, size + stagedBytes.size(), entry.json().length));
        remember(key, new Keyed(id, now));
        StoredEntry stored = new StoredEntry(id, entry.event(), entry.json(), now);
        staged.add(stored);
        stagedBytes.writeBytes(new LogRecord(stored, key).encode());
        return id;
    }

    private void remember(String key, Keyed keyed) {
        if (!key.isEmpty()) {
            keys.remove(key); // Else it would keep its old place in the order.
            keys.put(key, keyed);
        }
    }

    /**
     * Writes what was staged. After a failure this log is to be thrown away and read anew from its file.
     *
     * @return the entries, in order
     * @throws EmitException if they could not be stored
     */
    List<StoredEntry> commit() {
        if (staged.isEmpty()) {
            return List.of();
        }
        Stored known = Stored.NO;
        try (FileChannel out = FileChannel.open(file, WRITE)) {
            if (out.size() != size) {
                throw new IOException("someone else has changed the file");
            }
            known = Stored.UNKNOWN;
            try {
                writeFully(out.position(size), stagedBytes);
            } catch (IOException e) { // As a rule the disk is full.
                out.truncate(size);
                known = Stored.NO;
                throw e;
            }
            if (fsync) {
                out.force(false);
            }
        } catch (IOException e) {
            throw new EmitException(
                    "Cannot write to " + file + " of channel \"" + channel + "\": " + e, e, true, known);
        }
        List<StoredEntry> stored = List.copyOf(staged);
        size += stagedBytes.size();
        staged.clear();
        stagedBytes.reset();
        return stored;
    }

    /** Gives room back once more than half of the file is no longer needed. */
    void compact(long now) throws IOException {
        int first = firstFrom(head().major() - retention.maxMessages()); // One more than is shown (Rule R4).
        long keptSince = now - 2 * retention.maxAge().toMillis();
        while (first < slots.size() && slots.get(first).timestamp() < keptSince) {
            first++;
        }
        long garbage = offset(first) - bodyStart;
        if (garbage >= WORTH_COMPACTING && garbage > size / 2) {
            rewrite(first);
        }
    }

    /** Replaces the file by one that starts with the given slot. A crash leaves the old one or the new one, whole. */
    private void rewrite(int first) throws IOException {
        MessageId newBase = first == 0 ? base : slots.get(first - 1).id();
        ByteArrayOutputStream lead = new ByteArrayOutputStream();
        lead.writeBytes(new LogRecord(new StoredEntry(newBase, HEADER, NO_DATA, created), channel).encode());
        keys.forEach((key, keyed) -> {
            if (!keyed.id().isAfter(newBase)) { // The message that has this key goes, the key stays (Rule E6).
                StoredEntry gone = new StoredEntry(keyed.id(), "", NO_DATA, keyed.timestamp());
                lead.writeBytes(new LogRecord(gone, key).encode());
            }
        });
        long from = offset(first);
        Path temporary = Path.of(file + FileStore.TEMPORARY);
        try (FileChannel out = FileChannel.open(temporary, CREATE, TRUNCATE_EXISTING, WRITE)) {
            writeFully(out, lead);
            if (from < size) {
                try (FileChannel in = FileChannel.open(file, READ)) {
                    for (long at = from; at < size; ) {
                        at += in.transferTo(at, size - at, out);
                    }
                }
            }
            if (fsync || size > 0) {
                out.force(true);
            }
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        if (fsync) {
            FileStore.forceDirectory(directory);
        }
        long shift = lead.size() - from;
        size += shift;
        bodyStart = lead.size();
        base = newBase;
        slots = new ArrayList<>(slots.subList(first, slots.size()));
        slots.replaceAll(slot -> new Slot(slot.id(), slot.timestamp(), slot.offset() + shift, slot.dataBytes()));
    }

    private static void writeFully(FileChannel out, ByteArrayOutputStream bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }

    /** Reads a page; fails if the file is not what the index says. */
    Page read(ReadRequest request) throws IOException {
        return request.direction() == ReadRequest.Direction.FORWARD ? readForward(request) : readBackward(request);
    }

    private Page readForward(ReadRequest request) throws IOException {
        // tag::forward[]
        MessageId cursor = request.cursor();
        int at = firstShown();
        Continuity continuity = Continuity.EXACT;
        if (cursor != null) {
            if (isForeign(cursor)) {
                return Page.otherLog(MessageId.BEGINNING, head());
            }
            at = Math.max(at, firstFrom(cursor.major() + 1));
            long next = at < slots.size() ? sequence(at) : head().major() + 1;
            continuity = next == cursor.major() + 1 ? Continuity.EXACT : Continuity.TRIMMED;
        }
        while (at < slots.size() && slots.get(at).timestamp() < request.fromMillis()) {
            at++;
        }
        int to = at + pageLength(request, at, 1, slots.size() - at);
        MessageId scannedTo = to == 0 ? base : slots.get(to - 1).id();
        return new Page(entries(at, to), continuity, scannedTo, to == slots.size(), head());
        // end::forward[]
    }

    private Page readBackward(ReadRequest request) throws IOException {
        MessageId cursor = request.cursor();
        int first = firstShown();
        int to = cursor == null ? slots.size() : Math.max(first, firstFrom(cursor.major()));
        int from = to - pageLength(request, to - 1, -1, to - first);
        List<StoredEntry> entries = entries(from, to);
        Collections.reverse(entries);
        MessageId scannedTo = from == slots.size() ? head() : slots.get(from).id();
        boolean end = from == first;
        return new Page(entries, Continuity.EXACT, end ? MessageId.BEGINNING : scannedTo, end, head());
    }

    /**
     * How many messages make a page that starts with a slot. It also ends before a damaged record: the next page then
     * starts behind the hole in the sequence, and so tells that something is missing.
     */
    private int pageLength(ReadRequest request, int start, int step, int available) {
        int most = Math.min(request.limit(), available);
        int maxBytes = Math.min(request.maxBytes(), LARGEST_PAGE);
        int length = 0;
        for (long bytes = 0; length < most && (length == 0 || bytes < maxBytes); length++) {
            int at = start + step * length;
            if (length > 0 && sequence(at) != sequence(at - step) + step) {
                break;
            }
            bytes += slots.get(at).dataBytes();
        }
        return length;
    }

    /** Reads the messages of neighbouring slots. */
    private List<StoredEntry> entries(int from, int to) throws IOException {
        List<StoredEntry> entries = new ArrayList<>(to - from);
        if (from == to) {
            return entries;
        }
        long start = offset(from);
        try (FileChannel in = FileChannel.open(file, READ)) {
            byte[] bytes = LogRecord.readFully(in, start, (int) (offset(to) - start));
            for (Slot slot : slots.subList(from, to)) {
                LogRecord item = bytes == null ? null : LogRecord.decode(bytes, (int) (slot.offset() - start));
                if (item == null || !item.entry().id().equals(slot.id())) {
                    throw new IOException("no message " + slot.id() + " in " + file + " at byte " + slot.offset());
                }
                entries.add(item.entry());
            }
        }
        return entries;
    }

    /** Whether this log never gave out a cursor, as far as that can still be known. */
    private boolean isForeign(MessageId cursor) {
        if (cursor.equals(MessageId.BEGINNING)) {
            return false;
        }
        if (cursor.major() > head().major() || cursor.minor() / STAMPS_PER_MILLI < created) {
            return true;
        }
        int at = firstFrom(cursor.major());
        MessageId there = cursor.major() == base.major() || at == slots.size()
                ? base
                : slots.get(at).id();
        return there.major() == cursor.major() && !there.equals(cursor);
    }

    private long sequence(int slot) {
        return slots.get(slot).id().major();
    }

    private int firstShown() {
        return firstFrom(head().major() - retention.maxMessages() + 1);
    }

    /** The index of the first slot with this sequence or a later one. */
    private int firstFrom(long sequence) {
        int low = 0;
        int high = slots.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sequence(middle) < sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long offset(int slot) {
        return slot < slots.size() ? slots.get(slot).offset() : size;
    }
}
