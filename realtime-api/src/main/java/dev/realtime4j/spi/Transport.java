package dev.realtime4j.spi;

import dev.realtime4j.MessageId;
import java.util.concurrent.CompletionStage;

/**
 * A backend: an append-only, ordered log per channel, with three verbs.
 *
 * <p>A channel exists as soon as it is named. Names, events and data reach a transport validated (Rules N1 to N4); it must
 * take every valid channel name and never let two names share a message.
 *
 * <p><b>Threads.</b> All methods may be called by any number of threads at once and must not block for I/O: they start the
 * work and give a stage. Stages are completed on any thread, but never on one that the transport needs for its own
 * progress while a dependant runs for long: dependants of the engine are short and never block.
 *
 * <p><b>Failures.</b> A stage fails with {@link dev.realtime4j.EmitException} (append) or {@link
 * dev.realtime4j.RealtimeException} (read, listen), within the configured request timeout, also while the backend is away
 * (Rules E5, F2). Foreign or damaged records in the backend are skipped and counted in one WARN per channel and minute;
 * they fail nothing (Rule F4).
 *
 * <p><b>Retention.</b> The transport enforces the count: a read never shows an entry that is not among the newest {@code
 * maxMessages} of its channel ({@link dev.realtime4j.RealtimeConfig#retention}). It keeps at least one entry more than it
 * shows, and entries for at least twice {@code maxAge}, as evidence for {@link Continuity} (Rule R4). Hiding what is older
 * than {@code maxAge} is the engine's work. Two processes with different retention on one channel are a configuration
 * fault, to be refused where it can be seen.
 */
public interface Transport extends AutoCloseable {

    /**
     * Appends an entry to the end of a channel's log.
     *
     * <p>Entries of one caller to one channel are stored in the order of the calls, whether or not earlier stages have
     * completed; a failed one is never stored after a later one (Rule E3). The stage completes once the entry is stored
     * as durably as configured (Rule E1), and an entry whose stage has completed is in every read that starts afterwards,
     * by any process (Rule H6).
     *
     * <p><b>Prefix visibility</b> (Rule E2): once anyone has seen an id, through a read or a sink, no smaller one of that
     * channel may appear later. Backends whose sequence numbers are drawn before the commit break this; see {@code
     * docs/write-a-transport.md}.
     *
     * <p>With a key, an entry of the same key appended to the same channel within the last 2 minutes makes this call store
     * nothing and complete with the first one's id (Rule E6).
     *
     * @param channel a valid channel name
     * @param entry what to append
     * @return a stage that completes with the entry's id, or fails with an {@link dev.realtime4j.EmitException}
     */
    CompletionStage<MessageId> append(String channel, Entry entry);

    /**
     * Reads a page of a channel's log.
     *
     * <p>A read first asks the backend for the authoritative end (the leader, the master) and says in {@link Page#end()}
     * whether it has reached it (Rule H6). Evidence for {@link Page#continuity()} is taken within the same read: taken
     * before it hides a loss, after it invents one.
     *
     * @param channel a valid channel name
     * @param request what to read
     * @return a stage that completes with the page; an unknown channel gives an empty one (Rule H5). It fails with a
     *     {@link dev.realtime4j.RealtimeException}
     */
    CompletionStage<Page> read(String channel, ReadRequest request);

    /**
     * Starts to tell a sink what is appended to a channel, by anyone, anywhere.
     *
     * <p>The stage completes when listening stands: every entry whose append starts afterwards is told to the sink (as an
     * {@link Sink#entry} or by {@link Sink#changed}). The engine keeps at most one listener per channel (Rule S12);
     * but for a moment, in which it closes one that it has given up and opens the next, there may be two: to close the one must
     * not end the other.
     *
     * @param channel a valid channel name
     * @param sink whom to tell; see there for order and threads
     * @return a stage that completes with the handle of this listener, or fails with a {@link
     *     dev.realtime4j.RealtimeException} and leaves nothing behind
     */
    CompletionStage<Tail> listen(String channel, Sink sink);

    /**
     * Ends everything: pending stages fail, no sink is called after this has returned, every thread and connection is
     * freed. Idempotent. Stages of later calls fail with an {@link IllegalStateException}.
     */
    @Override
    void close();
}
