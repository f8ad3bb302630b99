package dev.realtime4j.kit.mutants;

import java.util.List;

/** Engines that check, emit or read history wrongly (Rules N1 to N5, E3 to E8, H1 to H4, R2). */
final class EmitterMutants {
    private EmitterMutants() {}

    static List<EngineMutant> all() {
        return List.of(
                new EngineMutant(
                        "N1",
                        "takes lone surrogates",
                        "Names",
                        "throw fault(kind, text, \"lone surrogate\", i);",
                        "bytes += 3;"),
                new EngineMutant("N1", "counts characters", "Names", "bytes += c < 0x800 ? 2 : 3;", "bytes += 1;"),
                new EngineMutant("N2", "takes empty segments", "Names", "if (dot == i - 1) {", "if (false) {"),
                new EngineMutant(
                        "N5", "takes control characters", "Names", "if (c < 0x20 || c == 0x7F) {", "if (c == 0) {"),
                new EngineMutant("N4", "has no limit", "EventData", "if (json.length > maxBytes) {", "if (false) {"),
                new EngineMutant(
                        "N4",
                        "is one byte too strict",
                        "EventData",
                        "if (json.length > maxBytes) {",
                        "if (json.length >= maxBytes) {"),
                new EngineMutant(
                        "E7",
                        "does not check types",
                        "EventData",
                        "if (type != null && !(data instanceof RawJson)) {",
                        "if (false) {"),
                new EngineMutant(
                        "E7", "is never strict", "EventCatalog", "if (type == null && strict) {", "if (false) {"),
                new EngineMutant(
                        "E8",
                        "validates while it sends",
                        "Emitter",
                        "List<Entry> entries = new ArrayList<>(emissions.size());",
                        "List<Entry> entries = new ArrayList<>(emissions.size());"
                                + "if (true) { List<EmitResult> early = new ArrayList<>();"
                                + " for (Emission e : emissions) { early.add(result(e.channel(),"
                                + " acknowledged(e.channel(), entry(e.event(), e.data(), e.type(), e.key())))); }"
                                + " return early; }"),
                new EngineMutant(
                        "E8", "fails a batch as a whole", "Emitter", "return new EmitResult(null, e);", "throw e;"),
                new EngineMutant(
                        "E3",
                        "emits on another thread",
                        "Emitter",
                        "core.transport().append(channel, entry).whenComplete(emit);",
                        "CompletableFuture.supplyAsync(() -> core.transport().append(channel, entry))"
                                + ".thenCompose(stage -> stage).whenComplete(emit);"),
                new EngineMutant("E5", "does not watch what is under way", "Emitter", "pending.add(emit);", ""),
                new EngineMutant("E5", "leaves what is under way on close", "Emitter", "pending.close();", ""),
                new EngineMutant(
                        "E5",
                        "waits for ever",
                        "Emitter",
                        "return sent.get(core.config().timeouts().request().toNanos(), TimeUnit.NANOSECONDS);",
                        "return sent.get(1, TimeUnit.HOURS);"),
                new EngineMutant(
                        "E6",
                        "drops the key",
                        "Emitter",
                        "config.maxDataBytes()), key);",
                        "config.maxDataBytes()), null);"),
                new EngineMutant(
                        "H1", "leaves out the end", "HistoryReader", "&& timestamp <= latest", "&& timestamp < latest"),
                new EngineMutant(
                        "H1",
                        "leaves out the start",
                        "HistoryReader",
                        "return timestamp >= earliest",
                        "return timestamp > earliest"),
                new EngineMutant(
                        "H1",
                        "stops at the first outside",
                        "HistoryReader",
                        "if (matches(entry)) {",
                        "if (!matches(entry) && !found.isEmpty()) { return false; }" + " if (matches(entry)) {"),
                new EngineMutant(
                        "H2", "gives the latest newest first", "HistoryReader", "Collections.reverse(found);", ""),
                new EngineMutant(
                        "H3",
                        "repeats the seam",
                        "HistoryReader",
                        "HistoryQuery next = more ? query.before(reached) : null;",
                        "HistoryQuery next = more ? query.before("
                                + "new MessageId(reached.major(), reached.minor() + 1)) : null;"),
                new EngineMutant(
                        "H3",
                        "goes on after the last match",
                        "HistoryReader",
                        "MessageId reached = full && scannedTo != null ? scannedTo : page.scannedTo();"
                                + " if (full || page.end()) { return page(",
                        "MessageId reached = found.isEmpty() ? MessageId.BEGINNING : found.get(found.size() - 1).id();"
                                + " if (full || page.end()) { return page("),
                new EngineMutant(
                        "H4",
                        "bounds no bytes",
                        "HistoryReader",
                        "if (found.size() == query.limit() || bytes >= MOST_BYTES) {",
                        "if (found.size() == query.limit()) {"),
                new EngineMutant(
                        "H3",
                        "says nothing of a trim between pages",
                        "HistoryReader",
                        "Gap lost = from == null ? null : Continuities.gap(core, channel, from, page);",
                        "Gap lost = null;"),
                new EngineMutant("R2", "shows what has aged", "HistoryReader", "&& timestamp >= horizon", ""));
    }
}
