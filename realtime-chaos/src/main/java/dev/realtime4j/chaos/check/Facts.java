package dev.realtime4j.chaos.check;

import dev.realtime4j.MessageId;
import dev.realtime4j.chaos.check.Violation.Kind;
import dev.realtime4j.chaos.history.History;
import dev.realtime4j.chaos.history.Item;
import dev.realtime4j.chaos.history.Operation;
import dev.realtime4j.chaos.history.Operation.Limits;
import dev.realtime4j.chaos.history.Operation.RunBegun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The operations of a history, sorted by what they belong to. */
final class Facts {
    final RunBegun run;
    final Map<String, Emit> emits = new LinkedHashMap<>();
    final Map<Long, Followed> subscriptions = new LinkedHashMap<>();
    final Map<Long, Read> pages = new LinkedHashMap<>();
    final Map<Long, Fault> faults = new LinkedHashMap<>();
    final Map<String, List<Seen>> seen = new HashMap<>();
    final Map<String, List<Item>> logs = new LinkedHashMap<>();
    final Map<String, List<Cut>> trims = new HashMap<>();
    final Map<String, List<SetBack>> setBacks = new HashMap<>();
    final List<Operation.Counted> counted = new ArrayList<>();
    final Stalls stalls = new Stalls();
    final int size;
    long settlingAt = Long.MAX_VALUE;
    long endAt;

    private final Map<Long, Emit.Attempt> attempts = new HashMap<>();
    private final Map<Long, Emit> byAttempt = new HashMap<>();
    private final Findings findings;

    /** A subscription, and in its order what it was told. */
    static final class Followed {
        final Operation.SubscribeInvoked start;
        final int invoked;
        int stood = Emit.NEVER;
        long stoodAt = Long.MAX_VALUE;
        long failedAt = Long.MAX_VALUE;
        long closeInvokedAt = Long.MAX_VALUE;
        int closed = Emit.NEVER;
        long closedAt = Long.MAX_VALUE;
        final List<Told> told = new ArrayList<>();

        Followed(Operation.SubscribeInvoked start, int invoked) {
            this.start = start;
            this.invoked = invoked;
        }
    }

    /** A delivery, a gap or a new connection, and its place in the history. */
    record Told(int position, Operation operation) {}

    /** A page of history. */
    static final class Read {
        final Operation.PageAsked asked;
        final int askedPosition;
        Operation.@Nullable PageGiven given;
        int answered = Emit.NEVER;
        long answeredAt = Long.MAX_VALUE;

        Read(Operation.PageAsked asked, int askedPosition) {
            this.asked = asked;
            this.askedPosition = askedPosition;
        }
    }

    /** A fault, from its begin to its end. */
    static final class Fault {
        final int begun;
        final long begunAt;
        int down = Emit.NEVER;
        int ended = Emit.NEVER;
        long endedAt = Long.MAX_VALUE;

        Fault(int begun, long begunAt) {
            this.begun = begun;
            this.begunAt = begunAt;
        }
    }

    /**
     * Somebody was given a message.
     *
     * @param asked it was in the log after this place in the history; -1 if that is not known
     */
    record Seen(int position, int asked, Item item, boolean acknowledgement) {}

    /** From a place in the history on, what is not after an id may be gone. */
    record Cut(int position, MessageId id) {}

    Facts(History history, Findings findings) {
        this.findings = findings;
        List<Operation> operations = history.operations();
        size = operations.size();
        if (!operations.isEmpty() && operations.get(0) instanceof RunBegun begun) {
            run = begun;
        } else {
            malformed("the history does not start with its run", 0);
            run = new RunBegun(0, "?", 0, new Limits(0, 0, 0), Map.of(), Set.of());
        }
        for (int i = 0; i < size; i++) {
            Operation operation = operations.get(i);
            endAt = Math.max(endAt, operation.at());
            take(i, operation);
        }
    }

    Limits limits() {
        return run.limits();
    }

    /** By when a call has to be answered, in microseconds of the run. */
    long answerDue(long invokedAt) {
        return stalls.after(invokedAt, 1000 * (limits().request() + limits().grace()));
    }

    private void malformed(String detail, int position) {
        findings.violated(Kind.MALFORMED, "", detail, position);
    }

    private void take(int position, Operation operation) {
        if (operation instanceof Operation.EmitInvoked it) {
            invoked(position, it);
        } else if (operation instanceof Operation.EmitAcknowledged it) {
            acknowledged(position, it);
        } else if (operation instanceof Operation.EmitFailed it) {
            Emit.Attempt attempt = answered(position, it.emit(), it.at());
            if (attempt != null) {
                attempt.failed = it.stored();
            }
        } else if (operation instanceof Operation.PageAsked it) {
            pages.put(it.page(), new Read(it, position));
        } else if (operation instanceof Operation.PageGiven it) {
            pageGiven(position, it);
        } else if (operation instanceof Operation.PageFailed it) {
            pageAnswered(position, it.page(), it.at());
        } else if (operation instanceof Operation.FaultBegun it) {
            faults.put(it.fault(), new Fault(position, it.at()));
        } else if (operation instanceof Operation.Down it) {
            down(position, it);
        } else if (operation instanceof Operation.FaultEnded it) {
            faultEnded(position, it);
        } else if (operation instanceof Operation.Trimmed it) {
            list(trims, it.channel()).add(new Cut(position, it.upTo()));
        } else if (operation instanceof Operation.SetBack it) {
            setBack(position, it);
        } else if (operation instanceof Operation.Settling it) {
            settlingAt = it.at();
        } else if (operation instanceof Operation.Stalled it) {
            stalls.add(it);
        } else if (operation instanceof Operation.Counted it) {
            counted.add(it);
        } else if (operation instanceof Operation.LogRead it) {
            logs.put(it.channel(), it.items());
        } else {
            takeOfSubscription(position, operation);
        }
    }

    private void takeOfSubscription(int position, Operation operation) {
        if (operation instanceof Operation.SubscribeInvoked it) {
            subscriptions.put(it.subscription(), new Followed(it, position));
        } else if (operation instanceof Operation.SubscribeStood it) {
            Followed followed = followed(position, it.subscription());
            followed.stood = position;
            followed.stoodAt = it.at();
        } else if (operation instanceof Operation.SubscribeFailed it) {
            followed(position, it.subscription()).failedAt = it.at();
        } else if (operation instanceof Operation.Delivered it) {
            Followed followed = followed(position, it.subscription());
            followed.told.add(new Told(position, it));
            list(seen, followed.start.channel()).add(new Seen(position, -1, new Item(it.id(), it.value()), false));
        } else if (operation instanceof Operation.GapTold it) {
            followed(position, it.subscription()).told.add(new Told(position, it));
        } else if (operation instanceof Operation.Reconnected it) {
            followed(position, it.subscription()).told.add(new Told(position, it));
        } else if (operation instanceof Operation.CloseInvoked it) {
            followed(position, it.subscription()).closeInvokedAt = it.at();
        } else if (operation instanceof Operation.Closed it) {
            Followed followed = followed(position, it.subscription());
            followed.closed = position;
            followed.closedAt = it.at();
        } else if (!(operation instanceof RunBegun) || position > 0) {
            malformed("the run begins twice", position);
        }
    }

    private void invoked(int position, Operation.EmitInvoked it) {
        Emit emit = emits.computeIfAbsent(it.value(), value -> new Emit(it));
        Emit.Attempt attempt = new Emit.Attempt(position, it.at());
        if (!emit.attempts.isEmpty() && (it.key() == null || !it.key().equals(emit.first.key()))) {
            malformed("value " + it.value() + " is emitted twice without one key", position);
        }
        emit.attempts.add(attempt);
        attempts.put(it.emit(), attempt);
        byAttempt.put(it.emit(), emit);
    }

    private Emit.@Nullable Attempt answered(int position, long number, long at) {
        Emit.Attempt attempt = attempts.get(number);
        if (attempt == null || attempt.answered != Emit.NEVER) {
            malformed("emit " + number + " is answered twice, or was not started", position);
            return null;
        }
        attempt.answered = position;
        attempt.answeredAt = at;
        return attempt;
    }

    private void acknowledged(int position, Operation.EmitAcknowledged it) {
        Emit.Attempt attempt = answered(position, it.emit(), it.at());
        Emit emit = byAttempt.get(it.emit());
        if (attempt != null && emit != null) {
            attempt.id = it.id();
            list(seen, emit.channel()).add(new Seen(position, attempt.invoked, new Item(it.id(), emit.value()), true));
        }
    }

    private void pageGiven(int position, Operation.PageGiven it) {
        Read read = pageAnswered(position, it.page(), it.at());
        if (read != null) {
            read.given = it;
            it.items()
                    .forEach(item ->
                            list(seen, read.asked.channel()).add(new Seen(position, read.askedPosition, item, false)));
        }
    }

    private @Nullable Read pageAnswered(int position, long page, long at) {
        Read read = pages.get(page);
        if (read == null) {
            malformed("page " + page + " was not asked for", position);
            return null;
        }
        read.answered = position;
        read.answeredAt = at;
        return read;
    }

    private void setBack(int position, Operation.SetBack it) {
        Fault fault = faults.get(it.fault());
        if (fault == null || fault.ended != Emit.NEVER) {
            malformed("a log is set back outside of fault " + it.fault(), position);
            return;
        }
        list(setBacks, it.channel()).add(new SetBack(position, fault, it.lastKept(), it.within()));
    }

    private void down(int position, Operation.Down it) {
        Fault fault = faults.get(it.fault());
        if (fault == null || fault.ended != Emit.NEVER) {
            malformed("fault " + it.fault() + " brings the backend down while it does not last", position);
            return;
        }
        fault.down = position;
    }

    private void faultEnded(int position, Operation.FaultEnded it) {
        Fault fault = faults.get(it.fault());
        if (fault == null) {
            malformed("fault " + it.fault() + " has not begun", position);
            return;
        }
        fault.ended = position;
        fault.endedAt = it.at();
    }

    private Followed followed(int position, long subscription) {
        Followed followed = subscriptions.get(subscription);
        if (followed == null) {
            malformed("subscription " + subscription + " was not started", position);
            Operation.SubscribeInvoked none =
                    new Operation.SubscribeInvoked(0, subscription, "?", "?", Operation.From.LIVE, null, 0, false);
            followed = new Followed(none, position);
        }
        return followed;
    }

    private static <T> List<T> list(Map<String, List<T>> lists, String channel) {
        return lists.computeIfAbsent(channel, it -> new ArrayList<>());
    }
}
