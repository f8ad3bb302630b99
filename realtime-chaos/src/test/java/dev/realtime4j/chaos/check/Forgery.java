package dev.realtime4j.chaos.check;

import dev.realtime4j.EmitException.Stored;
import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.chaos.history.Exercise;
import dev.realtime4j.chaos.history.History;
import dev.realtime4j.chaos.history.Item;
import dev.realtime4j.chaos.history.Operation;
import dev.realtime4j.chaos.history.Operation.From;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Writes histories that never happened. Time passes by a millisecond with each operation; message n has the id n-0. */
final class Forgery {
    static final String CHANNEL = "c";
    static final String FEW = "few";

    private final List<Operation> operations = new ArrayList<>();
    private String channel = CHANNEL;
    private long now;
    private long numbers = 1000;

    Forgery() {
        this(Set.of());
    }

    Forgery(Set<Exercise> demanded) {
        add(at -> new Operation.RunBegun(
                at, "forged", 1, new Operation.Limits(2_000, 10_000, 1_000), Map.of(FEW, 2L), demanded));
    }

    /** All that follows concerns the channel that shows two messages. */
    Forgery few() {
        channel = FEW;
        return this;
    }

    /** All that follows concerns the channel that shows all messages. */
    Forgery back() {
        channel = CHANNEL;
        return this;
    }

    Forgery add(LongFunction<Operation> operation) {
        now += 1_000;
        operations.add(operation.apply(now));
        return this;
    }

    Forgery pass(long millis) {
        now += 1000 * millis;
        return this;
    }

    static MessageId id(long n) {
        return new MessageId(n, 0);
    }

    static String value(long n) {
        return "v" + n;
    }

    static Item item(long n) {
        return new Item(id(n), value(n));
    }

    Forgery invoked(long n) {
        return invoked(n, n, "caller", null);
    }

    Forgery invoked(long emit, long n, String caller, @Nullable String key) {
        return add(at -> new Operation.EmitInvoked(at, emit, caller, channel, value(n), key));
    }

    Forgery acked(long n) {
        return acked(n, n);
    }

    Forgery acked(long emit, long n) {
        return add(at -> new Operation.EmitAcknowledged(at, emit, id(n)));
    }

    Forgery failed(long emit, Stored stored) {
        return add(at -> new Operation.EmitFailed(at, emit, stored));
    }

    Forgery emitted(long... ns) {
        Arrays.stream(ns).forEach(n -> invoked(n).acked(n));
        return this;
    }

    Forgery subscribed(long subscription, From from) {
        return subscribing(subscription, from, null, from == From.NEWEST ? 2 : 0)
                .stood(subscription);
    }

    Forgery resumed(long subscription, long cursor) {
        return subscribing(subscription, From.CURSOR, id(cursor), 0).stood(subscription);
    }

    Forgery subscribing(long subscription, From from, @Nullable MessageId cursor, int newest) {
        return add(
                at -> new Operation.SubscribeInvoked(at, subscription, "node", channel, from, cursor, newest, false));
    }

    Forgery stood(long subscription) {
        return add(at -> new Operation.SubscribeStood(at, subscription));
    }

    Forgery delivered(long subscription, long... ns) {
        Arrays.stream(ns).forEach(n -> add(at -> new Operation.Delivered(at, subscription, id(n), value(n))));
        return this;
    }

    Forgery gap(long subscription, long after, long next) {
        return gap(subscription, after, next, Gap.Reason.TRIMMED);
    }

    Forgery gap(long subscription, long after, long next, Gap.Reason reason) {
        return add(at -> new Operation.GapTold(at, subscription, id(after), id(next), reason));
    }

    Forgery reconnected(long subscription) {
        return add(at -> new Operation.Reconnected(at, subscription));
    }

    Forgery closed(long subscription) {
        return add(at -> new Operation.CloseInvoked(at, subscription))
                .add(at -> new Operation.Closed(at, subscription));
    }

    /** The machine had no time for that long, up to now. */
    Forgery stalled(long millis) {
        return add(at -> new Operation.Stalled(at, 1000 * millis));
    }

    Forgery page(@Nullable Long cursor, boolean gap, boolean end, long... ns) {
        return page(false, cursor, 100, gap, end, ns);
    }

    Forgery newest(int limit, long... ns) {
        return page(true, null, limit, false, false, ns);
    }

    private Forgery page(boolean newest, @Nullable Long cursor, int limit, boolean gap, boolean end, long... ns) {
        long page = numbers++;
        List<Item> items = Arrays.stream(ns).mapToObj(Forgery::item).toList();
        MessageId after = cursor == null ? null : id(cursor);
        return add(at -> new Operation.PageAsked(at, page, "node", channel, newest, after, limit))
                .add(at -> new Operation.PageGiven(at, page, items, gap, end));
    }

    Forgery fault(long fault, Runnable meanwhile) {
        add(at -> new Operation.FaultBegun(at, fault, "forged"));
        meanwhile.run();
        return add(at -> new Operation.FaultEnded(at, fault));
    }

    Forgery setBack(long fault, long lastKept) {
        return fault(fault, () -> lost(fault, lastKept, null));
    }

    /** Within a fault: only what was acknowledged at most so many ms before it began can be lost. */
    Forgery lost(long fault, long lastKept, @Nullable Long within) {
        return add(at -> new Operation.SetBack(at, fault, channel, id(lastKept), within));
    }

    Forgery down(long fault) {
        return add(at -> new Operation.Down(at, fault));
    }

    Forgery trimmed(long upTo) {
        return add(at -> new Operation.Trimmed(at, channel, id(upTo)));
    }

    Forgery log(long... ns) {
        return items(Arrays.stream(ns).mapToObj(Forgery::item).toArray(Item[]::new));
    }

    Forgery items(Item... items) {
        return add(at -> new Operation.LogRead(at, channel, List.of(items)));
    }

    History history() {
        return new History(operations);
    }

    Verdict verdict() {
        return Checker.check(history());
    }
}
