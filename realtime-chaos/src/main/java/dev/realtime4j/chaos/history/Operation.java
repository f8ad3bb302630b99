package dev.realtime4j.chaos.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.realtime4j.EmitException;
import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened in a run. Immutable.
 *
 * <p>What is started is recorded before it is, and what has ended after it has. So of two operations the first one recorded
 * did not happen after the second, and where an end is recorded before a start, it happened before it.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "op")
@JsonSubTypes({
    @JsonSubTypes.Type(Operation.RunBegun.class),
    @JsonSubTypes.Type(Operation.EmitInvoked.class),
    @JsonSubTypes.Type(Operation.EmitAcknowledged.class),
    @JsonSubTypes.Type(Operation.EmitFailed.class),
    @JsonSubTypes.Type(Operation.SubscribeInvoked.class),
    @JsonSubTypes.Type(Operation.SubscribeStood.class),
    @JsonSubTypes.Type(Operation.SubscribeFailed.class),
    @JsonSubTypes.Type(Operation.Delivered.class),
    @JsonSubTypes.Type(Operation.GapTold.class),
    @JsonSubTypes.Type(Operation.Reconnected.class),
    @JsonSubTypes.Type(Operation.CloseInvoked.class),
    @JsonSubTypes.Type(Operation.Closed.class),
    @JsonSubTypes.Type(Operation.PageAsked.class),
    @JsonSubTypes.Type(Operation.PageGiven.class),
    @JsonSubTypes.Type(Operation.PageFailed.class),
    @JsonSubTypes.Type(Operation.FaultBegun.class),
    @JsonSubTypes.Type(Operation.Down.class),
    @JsonSubTypes.Type(Operation.FaultEnded.class),
    @JsonSubTypes.Type(Operation.Trimmed.class),
    @JsonSubTypes.Type(Operation.SetBack.class),
    @JsonSubTypes.Type(Operation.Settling.class),
    @JsonSubTypes.Type(Operation.Stalled.class),
    @JsonSubTypes.Type(Operation.Counted.class),
    @JsonSubTypes.Type(Operation.LogRead.class)
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Operation {

    /**
     * When it was recorded.
     *
     * @return microseconds since the run began
     */
    long at();

    /**
     * The first operation of a run.
     *
     * @param at when
     * @param backend what the backend is called
     * @param seed what all choices were drawn from
     * @param limits how long things may take
     * @param retention how many messages each channel shows, by its name
     * @param demanded what the run has to bring about
     */
    record RunBegun(
            long at, String backend, long seed, Limits limits, Map<String, Long> retention, Set<Exercise> demanded)
            implements Operation {}

    /**
     * How long things may take, in ms.
     *
     * @param request until an emit, a read or a subscribe is answered
     * @param recovery until a message is delivered that was acknowledged, without faults, or after the last one ended
     * @param grace what a busy machine may add to each
     */
    record Limits(long request, long recovery, long grace) {}

    /**
     * An emit was started.
     *
     * @param at when
     * @param emit its number; a second attempt has a number of its own
     * @param caller who: emits of one caller are started one after the other
     * @param channel where to
     * @param value the data; the same in all attempts with one key, and nowhere else
     * @param key the idempotency key, or null
     */
    record EmitInvoked(
            long at,
            long emit,
            String caller,
            String channel,
            String value,
            @Nullable String key) implements Operation {}

    /**
     * An emit was acknowledged.
     *
     * @param at when
     * @param emit its number
     * @param id the message's id
     */
    record EmitAcknowledged(long at, long emit, MessageId id) implements Operation {}

    /**
     * An emit failed.
     *
     * @param at when
     * @param emit its number
     * @param stored what its caller was told of the message
     */
    record EmitFailed(long at, long emit, EmitException.Stored stored) implements Operation {}

    /** Where a subscription starts. */
    enum From {
        /** At the head. */
        LIVE,
        /** With the oldest message kept. */
        OLDEST,
        /** With the newest n. */
        NEWEST,
        /** After a cursor. */
        CURSOR
    }

    /**
     * A subscription was started.
     *
     * @param at when
     * @param subscription its number
     * @param node the client
     * @param channel the channel
     * @param from where it starts
     * @param cursor for {@link From#CURSOR}, else null
     * @param newest for {@link From#NEWEST}, else 0
     * @param slow whether its handler takes its time, until the run settles
     */
    record SubscribeInvoked(
            long at,
            long subscription,
            String node,
            String channel,
            From from,
            @Nullable MessageId cursor,
            int newest,
            boolean slow)
            implements Operation {}

    /**
     * A subscription stands. It may have been given messages before that is recorded.
     *
     * @param at when
     * @param subscription its number
     */
    record SubscribeStood(long at, long subscription) implements Operation {}

    /**
     * A subscription could not be had.
     *
     * @param at when
     * @param subscription its number
     */
    record SubscribeFailed(long at, long subscription) implements Operation {}

    /**
     * A message was delivered.
     *
     * @param at when
     * @param subscription to which
     * @param id the message's id
     * @param value its data
     */
    record Delivered(long at, long subscription, MessageId id, String value) implements Operation {}

    /**
     * A gap or a reset was told.
     *
     * @param at when
     * @param subscription to which
     * @param after as in {@link Gap}
     * @param next as in {@link Gap}
     * @param reason as in {@link Gap}
     */
    record GapTold(long at, long subscription, MessageId after, MessageId next, Gap.Reason reason)
            implements Operation {}

    /**
     * A stream over HTTP was connected again and goes on after its last message: a gap or reset that was told since then is
     * told again.
     *
     * @param at when
     * @param subscription one that follows by it
     */
    record Reconnected(long at, long subscription) implements Operation {}

    /**
     * A subscription is about to be closed.
     *
     * @param at when
     * @param subscription which
     */
    record CloseInvoked(long at, long subscription) implements Operation {}

    /**
     * The close of a subscription has returned.
     *
     * @param at when
     * @param subscription which
     */
    record Closed(long at, long subscription) implements Operation {}

    /**
     * A page of history was asked for.
     *
     * @param at when
     * @param page its number
     * @param node the client
     * @param channel the channel
     * @param newest whether the newest messages were asked for, else from old to new
     * @param cursor only what follows it; null: from the oldest kept
     * @param limit at most that many
     */
    record PageAsked(
            long at,
            long page,
            String node,
            String channel,
            boolean newest,
            @Nullable MessageId cursor,
            int limit) implements Operation {}

    /**
     * A page of history was given.
     *
     * @param at when
     * @param page its number
     * @param items its messages, from old to new
     * @param gap whether it told a gap before its first message
     * @param end whether it said that there is no more
     */
    record PageGiven(long at, long page, List<Item> items, boolean gap, boolean end) implements Operation {}

    /**
     * A page of history could not be had.
     *
     * @param at when
     * @param page its number
     */
    record PageFailed(long at, long page) implements Operation {}

    /**
     * A fault is about to begin.
     *
     * @param at when
     * @param fault its number
     * @param kind what it is
     */
    record FaultBegun(long at, long fault, String kind) implements Operation {}

    /**
     * A fault has brought the backend down: nothing that is started from here on is carried out before the fault has ended.
     *
     * @param at when
     * @param fault its number
     */
    record Down(long at, long fault) implements Operation {}

    /**
     * A fault has ended: the backend can be used again.
     *
     * @param at when
     * @param fault its number
     */
    record FaultEnded(long at, long fault) implements Operation {}

    /**
     * The oldest messages of a channel are about to be removed.
     *
     * @param at when
     * @param channel the channel
     * @param upTo the last one to be removed
     */
    record Trimmed(long at, String channel, MessageId upTo) implements Operation {}

    /**
     * A fault has taken the newest messages of a channel, if any: those after the last one kept.
     *
     * @param at when
     * @param fault the fault's number
     * @param channel the channel
     * @param lastKept the newest one that stays
     * @param within only what was acknowledged at most so many ms before the fault began can be lost; null: anything
     */
    record SetBack(
            long at,
            long fault,
            String channel,
            MessageId lastKept,
            @Nullable Long within) implements Operation {}

    /**
     * From here on nothing is emitted for the first time, no fault begins and no handler takes its time.
     *
     * @param at when
     */
    record Settling(long at) implements Operation {}

    /**
     * The machine had no time for this process: a thread that does nothing but wait was woken too late.
     *
     * @param at when it was
     * @param micros by how much
     */
    record Stalled(long at, long micros) implements Operation {}

    /**
     * What a client counted over the whole run.
     *
     * @param at when
     * @param node the client
     * @param what what it brought about
     * @param count how often
     */
    record Counted(long at, String node, Exercise what, long count) implements Operation {}

    /**
     * The log of a channel as it was at the end: the truth.
     *
     * @param at when
     * @param channel the channel
     * @param items all that is kept
     */
    record LogRead(long at, String channel, List<Item> items) implements Operation {}
}
