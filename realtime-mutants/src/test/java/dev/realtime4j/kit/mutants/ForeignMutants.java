package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Transport;
import java.util.List;
import java.util.function.BiFunction;

/** Transports that stumble over records which others have put into the log (Rule F4). */
final class ForeignMutants {
    private ForeignMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                mutant("fails a page with a foreign record", "lets a missing field throw", (request, page) -> {
                    throw new RealtimeException("A record without our fields", null, false);
                }),
                mutant("ends a page at a foreign record", "takes what it cannot read for the end", (request, page) -> {
                    List<StoredEntry> before = page.entries().stream()
                            .takeWhile(entry -> !Foreign.is(entry))
                            .toList();
                    return new Page(before, page.continuity(), page.scannedTo(), true, page.head());
                }),
                mutant(
                        "does not get past a foreign record",
                        "counts what it gives, not what it scans",
                        (request, page) -> {
                            List<StoredEntry> before = page.entries().stream()
                                    .takeWhile(entry -> !Foreign.is(entry))
                                    .toList();
                            MessageId start = request.cursor() == null ? MessageId.BEGINNING : request.cursor();
                            MessageId reached = before.isEmpty()
                                    ? start
                                    : before.get(before.size() - 1).id();
                            return new Page(before, page.continuity(), reached, false, page.head());
                        }),
                mutant("shows foreign records", "takes every record for one of its own", (request, page) -> page));
    }

    /** A fault in pages with a foreign record. */
    private static TransportMutant mutant(String name, String story, BiFunction<ReadRequest, Page, Page> fault) {
        return new TransportMutant("F4", name, story, Way.FOREIGN, () -> new Broken() {
            @Override
            Transport over(Transport raw) {
                return new Foreign(raw) {
                    @Override
                    Page seen(ReadRequest request, Page page) {
                        return page.entries().stream().anyMatch(Foreign::is) ? fault.apply(request, page) : page;
                    }
                };
            }
        });
    }
}
