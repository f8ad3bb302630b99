package dev.realtime4j.redis;

import dev.realtime4j.MessageId;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.ReadRequest.Direction;
import dev.realtime4j.spi.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.exceptions.JedisDataException;

/** A read on its way: asks the read script, and makes a page of its answer. */
final class PageRequest extends Request<Page> {
    private static final int BYTES = 512;
    /** The marker of a channel that has never had an entry. */
    private static final String NO_ENTRY = "0-0 0-0";

    private final String channel;
    private final String stream;
    private final ReadRequest read;
    private final Retention retention;
    private final ForeignRecords foreign;
    private final Format format;
    private final Supplier<@Nullable Topic> followers;
    private final PageSizes sizes;

    /**
     * Makes a read.
     *
     * @param followers gives what is known of the channel, if it is followed
     * @param sizes how large pages have been
     */
    PageRequest(
            String channel,
            String stream,
            ReadRequest read,
            Retention retention,
            Supplier<CommandArguments> command,
            long deadline,
            ForeignRecords foreign,
            Format format,
            Supplier<@Nullable Topic> followers,
            PageSizes sizes) {
        super(command, BYTES, deadline);
        this.channel = channel;
        this.stream = stream;
        this.read = read;
        this.retention = retention;
        this.foreign = foreign;
        this.format = format;
        this.followers = followers;
        this.sizes = sizes;
    }

    @Override
    boolean repeatable() {
        return true;
    }

    @Override
    boolean changes() {
        return false;
    }

    @Override
    int expectedBytes() {
        return read.limit() == 0 ? 0 : sizes.expected(read.maxBytes());
    }

    @Override
    RuntimeException refused(JedisDataException error) {
        return Failures.request("Reading channel \"" + channel + "\"", error);
    }

    @Override
    RuntimeException unanswered(Throwable cause, boolean sent) {
        return Failures.request("Reading channel \"" + channel + "\"", cause);
    }

    String stream() {
        return stream;
    }

    /** Whether it may be that the newest entry of the channel is all that has to be known. */
    boolean isShownByNewest() {
        return format == Format.NATIVE
                && read.direction() == Direction.FORWARD
                && (read.limit() == 0 || read.cursor() != null);
    }

    /**
     * Takes what {@code glance.lua} tells of the channel; completes if nothing follows the cursor, or nothing but the head was
     * asked for.
     */
    boolean isAnsweredBy(@Nullable Object marker) {
        if (marker == null) {
            return false;
        }
        MessageId head;
        try {
            head = newest(Replies.text(marker));
        } catch (IllegalArgumentException scribble) {
            return false; // somebody else has written over the marker
        }
        if (read.limit() > 0 && !head.equals(read.cursor())) {
            return false;
        }
        complete(new Page(List.of(), Continuity.EXACT, head, true, head));
        return true;
    }

    private static MessageId newest(String marker) {
        return marker.equals(NO_ENTRY) // as of very many channels: one id for all of them
                ? MessageId.BEGINNING
                : MessageId.parse(marker.substring(0, Math.max(0, marker.indexOf(' '))));
    }

    @Override
    Page result(@Nullable Object reply) {
        List<?> facts = Replies.list(reply);
        long now = Replies.number(facts.get(0));
        String marker = facts.get(1) == null ? NO_ENTRY : Replies.text(facts.get(1));
        MessageId newest = Replies.placeOrNull(facts.get(2));
        MessageId head = newest(marker);
        if (newest != null && newest.isAfter(head)) {
            head = newest;
        }
        MessageId origin = MessageId.parse(marker.substring(marker.indexOf(' ') + 1));
        long length = Replies.number(facts.get(4));
        // Also where the stream has expired, which does not count then: the marker still tells that it had entries.
        boolean missing = Replies.number(facts.get(3)) > length || (length == 0 && !head.equals(MessageId.BEGINNING));
        if (Replies.number(facts.get(9)) == 1) {
            foreign.skipped(channel, 1, "its key holds something else than a stream");
        }
        boolean ended = Replies.number(facts.get(8)) == 1;

        int bytes = 0;
        List<StoredEntry> entries = new ArrayList<>();
        MessageId previous = null;
        MessageId scanned = null;
        List<?> found = Replies.list(facts.get(10));
        for (Object one : found) {
            List<?> pair = Replies.list(one);
            scanned = Replies.place(pair.get(0));
            if (scanned.equals(Replies.FARTHEST)) {
                ended |= read.direction() == Direction.FORWARD; // what follows is no less far
                continue;
            }
            if (scanned.isAfter(head)) {
                head = scanned; // somebody else has written to the stream
            }
            EntryCodec.Placed placed = entry(scanned, Replies.list(pair.get(1)));
            if (placed != null) {
                previous = entries.isEmpty() ? placed.previous() : previous;
                entries.add(placed.entry());
                bytes += placed.entry().json().length;
            }
        }
        if (read.limit() > 0) {
            sizes.came(bytes);
        }
        if (entries.size() < found.size()) {
            foreign.skipped(channel, found.size() - entries.size(), "they were not written by this library");
        }

        Continuity continuity = Continuity.EXACT;
        MessageId cursor = read.cursor();
        Topic followed = followers.get();
        Renewal renewal = followed != null && format == Format.UPSTASH ? followed.renewal() : null;
        if (renewal != null) {
            renewal.looked(newest);
        }
        if (read.direction() == Direction.FORWARD && cursor != null && read.limit() > 0) {
            MessageId hidden = Replies.placeOrNull(facts.get(5));
            boolean member = Replies.number(facts.get(6)) > 0;
            if (renewal != null && newest != null && hidden == null && !missing && !member && !found.isEmpty()) {
                MessageId oldest = Replies.place(Replies.list(found.get(0)).get(0));
                previous = renewal.follows(oldest, cursor, newest) ? cursor : previous;
            }
            // Of a shared stream that has expired nothing is known any more.
            long doubtAfter = format == Format.UPSTASH && newest == null
                    ? -1
                    : 2 * retention.maxAge().toMillis();
            continuity = new Judge(now, head, origin, hidden, member, previous, missing).of(cursor, doubtAfter);
            if (followed != null && continuity == Continuity.EXACT) {
                followed.trail().read(cursor, entries);
            }
        }
        if (continuity == Continuity.OTHER_LOG) {
            MessageId common = Replies.placeOrNull(facts.get(7));
            return Page.otherLog(common == null ? MessageId.BEGINNING : common, head);
        }
        return new Page(entries, continuity, scannedTo(scanned, ended, head), ended, head);
    }

    private EntryCodec.@Nullable Placed entry(MessageId id, List<?> fields) {
        return format == Format.NATIVE ? EntryCodec.entry(id, fields) : SharedCodec.entry(id, fields);
    }

    private MessageId scannedTo(@Nullable MessageId scanned, boolean ended, MessageId head) {
        if (ended) {
            return read.direction() == Direction.FORWARD ? head : MessageId.BEGINNING;
        }
        MessageId cursor = read.cursor();
        return scanned != null ? scanned : cursor == null ? MessageId.BEGINNING : cursor;
    }
}
