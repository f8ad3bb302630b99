package dev.realtime4j.nats;

import dev.realtime4j.EventType;
import dev.realtime4j.MessageId;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.spi.StoredEntry;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How an entry is a record of a stream: its data is the payload, its event and its time are headers.
 *
 * <p>An id is the record's sequence and a mark. The mark is the time in ms; for a record with an idempotency key it is a hash
 * of that key, so that whoever emits the key again knows the first one's id from the sequence alone, also if the first is no
 * longer kept. A record at that sequence with another mark belongs to another log.
 */
final class Records {
    static final String EVENT = "Rt-Event";
    static final String TIME = "Rt-Time";
    /** Of a record without an entry: where the channel's end was before all of it was removed. */
    static final String HEAD = "Rt-Head";

    static final String KEY = "Nats-Msg-Id";

    /** Marks from here on are hashes; no time is as large. */
    private static final long HASHES = 1L << 52;

    private Records() {}

    /**
     * Where a record of a channel is.
     *
     * @param seq its sequence in the stream
     * @param position the entry's id, or the place that a reader is at behind a record without an entry
     */
    record Place(long seq, MessageId position) {}

    /**
     * A record of a channel.
     *
     * @param place where it is
     * @param entry the entry; null if the record is none of this library's
     * @param isMark whether it says where the channel's end was before all of it was removed
     */
    record Kept(Place place, @Nullable StoredEntry entry, boolean isMark) {
        long seq() {
            return place.seq;
        }

        MessageId position() {
            return place.position;
        }

        /** The channel's end before all of it was removed, if this record says so. */
        @Nullable
        MessageId formerHead() {
            return isMark ? place.position : null;
        }

        /** Whether somebody else has written it. */
        boolean isForeign() {
            return entry == null && !isMark;
        }
    }

    static Headers headers(String event, long time, @Nullable String key) {
        Headers headers = new Headers().put(EVENT, Token.ofEvent(event)).put(TIME, Long.toString(time));
        return key == null ? headers : headers.put(KEY, key);
    }

    /** The key under which a stream recognizes duplicates: of this channel alone. */
    static String key(String channel, String key) {
        return Token.of(channel) + "." + Token.of(key);
    }

    static MessageId id(long seq, long time, @Nullable String key) {
        return new MessageId(seq, key == null ? time : HASHES | hash(key));
    }

    /** Whether a mark tells when the record was emitted. */
    static boolean isTime(long mark) {
        return mark < HASHES;
    }

    /** FNV-1a. Only to tell apart records of one sequence. */
    private static long hash(String key) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return (hash ^ (hash >>> 52)) & (HASHES - 1);
    }

    /** Where a record is, from its headers alone. */
    static Place place(long seq, @Nullable Headers headers) {
        try {
            String head = header(headers, HEAD);
            if (head != null) {
                return new Place(seq, formerHead(seq, head));
            }
            String time = header(headers, TIME);
            if (time != null && header(headers, EVENT) != null) {
                return new Place(seq, id(seq, time(time), header(headers, KEY)));
            }
        } catch (IllegalArgumentException foreign) {
            // As is a record without these headers.
        }
        return new Place(seq, new MessageId(seq, 0));
    }

    /** An end that lies behind the record that names it was made up. */
    private static MessageId formerHead(long seq, String text) {
        MessageId id = MessageId.parse(text);
        if (id.major() >= seq) {
            throw new IllegalArgumentException("no former end");
        }
        return id;
    }

    /** A record with its entry; one that is none of this library's has none (Rule F4). */
    static Kept decode(long seq, @Nullable Headers headers, byte @Nullable [] data) {
        Place place = place(seq, headers);
        boolean isMark = header(headers, HEAD) != null && place.position.minor() > 0;
        String event = header(headers, EVENT);
        if (isMark || event == null || data == null || place.position.minor() == 0) {
            return new Kept(place, null, isMark);
        }
        try {
            long millis = time(String.valueOf(header(headers, TIME)));
            byte[] json = RawJson.wrap(data).bytes();
            String name = EventType.of(Token.decode(event), Object.class).name(); // refuses what is none
            return new Kept(place, new StoredEntry(place.position, name, json, millis), false);
        } catch (IllegalArgumentException foreign) {
            return new Kept(place, null, false);
        }
    }

    private static long time(String text) {
        long millis = Long.parseLong(text);
        if (millis < 0 || !isTime(millis)) {
            throw new IllegalArgumentException("not a time");
        }
        return millis;
    }

    private static @Nullable String header(@Nullable Headers headers, String name) {
        return headers == null ? null : headers.getFirst(name);
    }
}
