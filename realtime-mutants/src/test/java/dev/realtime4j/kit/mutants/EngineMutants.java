package dev.realtime4j.kit.mutants;

import java.util.List;

/** Engines that lose their place between the live path, the log and the handlers (Rules R2, S1 to S13, F2, F5). */
final class EngineMutants {
    private EngineMutants() {}

    static List<EngineMutant> all() {
        return List.of(
                new EngineMutant("S10", "believes every previous", "LiveEnd", "if (follows) {", "if (true) {"),
                new EngineMutant(
                        "S9",
                        "does not read after restored",
                        "Hub",
                        "away = false; end.doubt();",
                        "away = false; connected = true;"),
                new EngineMutant("S9", "does not tell interruptions", "Hub", "connected = false; interruptions++;", ""),
                new EngineMutant(
                        "S10", "finds nothing by rechecks", "Hub", "if (found) { end.doubt(); }", "if (found) { }"),
                new EngineMutant("S13", "does not note another log", "LiveEnd", "resets++;", ""),
                new EngineMutant(
                        "S10",
                        "shows contiguity after a trim",
                        "LiveEnd",
                        "boolean whole = page.continuity() == Continuity.EXACT;",
                        "boolean whole = true;"),
                new EngineMutant(
                        "S8",
                        "keeps the ring against retention",
                        "Ring",
                        "if (next() - first >= mostEntries) {",
                        "if (false) {"),
                new EngineMutant(
                        "S8", "takes the ring for the log", "Ring", "if (floor.isAfter(cursor)) {", "if (false) {"),
                new EngineMutant(
                        "S8",
                        "has no budget",
                        "RingBudget",
                        "while (left >= bytes) {",
                        "if (true) { return true; } while (left >= bytes) {"),
                new EngineMutant(
                        "S1",
                        "loses a wake-up",
                        "DrainLoop",
                        "STATE.setVolatile(this, IDLE); return !(closing || hasWork())",
                        "java.util.concurrent.locks.LockSupport.parkNanos(50_000);"
                                + " STATE.setVolatile(this, IDLE); return !closing"),
                new EngineMutant(
                        "S11",
                        "does not wait on close",
                        "DrainLoop",
                        "if (end == null || dispatcher.isHandling()) {",
                        "if (true) {"),
                new EngineMutant(
                        "S11",
                        "waits on close inside a handler",
                        "DrainLoop",
                        "if (end == null || dispatcher.isHandling()) {",
                        "if (end == null) {"),
                new EngineMutant("S11", "interrupts nothing", "DrainLoop", "running.interrupt();", ""),
                new EngineMutant(
                        "F2",
                        "does not back off",
                        "Hub",
                        "long most = Math.min(2000, 50L << Math.min(attempt, 6));",
                        "long most = 0;"),
                new EngineMutant(
                        "S6",
                        "does not wait for a stage",
                        "Handlers",
                        "return handler.handle(message);",
                        "handler.handle(message); return null;"),
                new EngineMutant(
                        "S5",
                        "tells no gap",
                        "EngineSubscription",
                        "if (read.continuity() == Continuity.TRIMMED) {",
                        "if (read == null) {"),
                new EngineMutant(
                        "S10",
                        "has a position behind a gap that is not told",
                        "EngineSubscription",
                        "return untold == null ? reached : untold;",
                        "return reached;"),
                new EngineMutant(
                        "S5",
                        "reads the log for each who comes back",
                        "Start",
                        "if (!failOnGap && hub.follows(after)) {",
                        "if (false) {"),
                new EngineMutant(
                                "S5",
                                "believes each cursor of a channel that is followed",
                                "Hub",
                                "return connected && ring.holds(place);",
                                "return connected;")
                        .and( // else the log is asked when nothing comes that shows the cursor to be of this log
                                "EngineSubscription",
                                "ahead = sequence < Ring.UNKNOWN;",
                                "if (sequence < Ring.UNKNOWN) { sequence = ~sequence; } ahead = false;"),
                new EngineMutant(
                        "S5",
                        "does not throw for what has aged in memory",
                        "Start",
                        "if (!failOnGap && hub.follows(after)) {",
                        "if (hub.follows(after)) {"),
                new EngineMutant(
                        "S3",
                        "tells a gap for what is filtered",
                        "EngineSubscription",
                        "if (handler == null) { CURSOR.setRelease(this, message.id());",
                        "if (handler == null) { lose(Gap.Reason.TRIMMED); CURSOR.setRelease(this, message.id());"),
                new EngineMutant(
                                "S3",
                                "stands still over what is filtered",
                                "EngineSubscription",
                                "if (handler == null) { CURSOR.setRelease(this, message.id());",
                                "if (handler == null) {")
                        .and("EngineSubscription", "reached = message;", "if (handler != null) { reached = message; }"),
                new EngineMutant(
                        "R2",
                        "delivers what has aged",
                        "EngineSubscription",
                        "if (message.epochMillis() < horizon) {",
                        "if (false) {"),
                new EngineMutant(
                        "S10",
                        "hides what has aged",
                        "EngineSubscription",
                        "lose(Gap.Reason.TRIMMED); CURSOR.setRelease(this, message.id()); return null;",
                        "CURSOR.setRelease(this, message.id()); return null;"),
                new EngineMutant(
                        "S11",
                        "delivers after close",
                        "EngineSubscription",
                        "while (at < batchEnd && !isClosing()) {",
                        "while (at < batchEnd) {"),
                new EngineMutant(
                        "S4",
                        "tells a gap before the first delivery",
                        "EngineSubscription",
                        "if (!quiet) {",
                        "if (true) {"),
                new EngineMutant(
                        "S4",
                        "forgets that a replay has begun in memory",
                        "EngineSubscription",
                        "quiet = false;\n            core.metrics().delivered(delivered",
                        "core.metrics().delivered(delivered"),
                new EngineMutant(
                        "S4",
                        "takes the end of what was told for the start of a replay",
                        "EngineSubscription",
                        "quiet = quiet && sinceUpTo != null && sinceUpTo.isAfter(cursor);",
                        "quiet = false;"),
                new EngineMutant(
                        "S4",
                        "filters a replay by time",
                        "EngineSubscription",
                        "if (sinceUpTo == null ? !before : message.id().isAfter(sinceUpTo)) {",
                        "if (false) {"),
                new EngineMutant(
                        "S13",
                        "tells a reset to one subscription",
                        "EngineSubscription",
                        "if (epoch != epochSeen) {",
                        "if (epoch != epochSeen && hub.audience().members()[0] == this) {"),
                new EngineMutant("S2", "believes an old head", "Start", "return lease.opened() ?", "return true ?"),
                new EngineMutant(
                        "S4",
                        "counts what does not pass",
                        "Start",
                        "if (entry.timestamp() >= oldest && filter.matches(entry.event())) {",
                        "if (entry.timestamp() >= oldest) {"),
                new EngineMutant(
                        "S5",
                        "goes on where it shall fail",
                        "Start",
                        "if (failOnGap && gap != null) {",
                        "if (false) {"),
                new EngineMutant(
                        "S7", "swallows failures", "Handlers", "failed(message, e); return null;", "return null;"),
                new EngineMutant(
                        "S7",
                        "ends where a handler fails",
                        "Handlers",
                        "failed(message, e); return null;",
                        "failed(message, e); return new java.util.concurrent.CompletableFuture<Void>();"),
                new EngineMutant(
                        "F5",
                        "makes a hub for each of two threads",
                        "HubRegistry",
                        "synchronized (hubs) { core.checkOpen(); slot = hubs.get(channel); opened = slot == null;",
                        "{ core.checkOpen(); slot = hubs.get(channel); opened = slot == null;"
                                + " java.util.concurrent.locks.LockSupport.parkNanos(50_000);"),
                new EngineMutant(
                                "F5",
                                "forgets one of two new subscriptions",
                                "Audience",
                                "synchronized void add(",
                                "void add(")
                        .and(
                                "Audience",
                                "subscription.place = places.size(); places.add(subscription);",
                                "subscription.place = places.size();"
                                        + " java.util.concurrent.locks.LockSupport.parkNanos(50_000);"
                                        + " places.subList(subscription.place, places.size()).clear();"
                                        + " places.add(subscription);"),
                new EngineMutant(
                        "S12",
                        "listens for each subscription",
                        "HubRegistry",
                        "slot = hubs.get(channel); opened",
                        "slot = null; opened"),
                new EngineMutant(
                        "S12",
                        "never stops to listen",
                        "HubRegistry",
                        "core.dispatcher().later(LINGER_MILLIS, () -> leave(slot));",
                        ""));
    }
}
