package dev.realtime4j.spi;

import dev.realtime4j.MessageId;
import java.util.List;

/**
 * What a read gives.
 *
 * @param entries in the order of the request's direction; may be empty before the end is reached, where only foreign, void
 *     or duplicate records were scanned
 * @param continuity for a forward read with a cursor; else {@link Continuity#EXACT}
 * @param scannedTo where the next read in this direction goes on. Forward: everything up to here was scanned, and it is the
 *     head where {@code end} is true. Backward: everything from here on was scanned; {@link MessageId#BEGINNING} where
 *     {@code end} is true
 * @param end whether the authoritative end in this direction was reached (backward: the oldest entry shown)
 * @param head the position of the channel's end when the read was carried out: the id of its newest entry, also if that
 *     is no longer kept; {@link MessageId#BEGINNING} if there was none
 */
public record Page(List<StoredEntry> entries, Continuity continuity, MessageId scannedTo, boolean end, MessageId head) {

    /**
     * The answer to a cursor that belongs to another log.
     *
     * @param common the newest place known to be common to both logs, or {@link MessageId#BEGINNING}
     * @param head the head of the log that is there now
     * @return the page
     */
    public static Page otherLog(MessageId common, MessageId head) {
        return new Page(List.of(), Continuity.OTHER_LOG, common, false, head);
    }
}
