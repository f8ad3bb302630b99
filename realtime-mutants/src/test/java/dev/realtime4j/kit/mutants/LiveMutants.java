package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Transports whose live path has a fault (Rules E2, S1, S2, S9, S10, S11). */
final class LiveMutants {
    private LiveMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                sink("S1", "loses the 7th message", "writes into a buffer that is one too small", Loses7th::new),
                sink(
                        "S10",
                        "loses the 7th message and hides it",
                        "numbers what was told, not what is in the log",
                        sink -> new TellsContiguity(new Loses7th(sink))),
                sink(
                        "S10",
                        "tells a wrong previous",
                        "shifts its variables one line too early",
                        TellsWrongPrevious::new),
                sink("E2", "reorders neighbours", "lets two threads tell one sink", Reorders::new),
                sink(
                        "S1",
                        "says nothing of large entries",
                        "has a limit for notifications and forgets to call changed",
                        sink -> new BrokenSink(sink) {
                            @Override
                            public void entry(StoredEntry entry, @Nullable MessageId previous) {
                                if (entry.json().length <= 8192) {
                                    next.entry(entry, previous);
                                }
                            }
                        }),
                sink("S1", "flushes when the next comes", "batches what it tells and has no timer", Flushes::new),
                sink(
                        "S9",
                        "never says restored",
                        "reconnects and thinks that this is enough",
                        sink -> new BrokenSink(sink) {
                            @Override
                            public void restored() {}
                        }),
                sink(
                        "S9",
                        "says nothing of interruptions",
                        "hides that its connection was replaced",
                        sink -> new BrokenSink(sink) {
                            @Override
                            public void interrupted(Throwable cause) {}

                            @Override
                            public void restored() {}
                        }),
                sink(
                        "S9",
                        "says restored too early",
                        "takes the attempt to reconnect for the connection",
                        sink -> new BrokenSink(sink) {
                            @Override
                            public void interrupted(Throwable cause) {
                                next.interrupted(cause);
                                next.restored();
                            }

                            @Override
                            public void restored() {}
                        }),
                new TransportMutant(
                        "S1",
                        "listens late",
                        "sends the request to listen and does not wait for the answer",
                        ListensLate::new),
                new TransportMutant(
                        "S2",
                        "keeps the first head",
                        "asks for the head once per channel and client",
                        KeepsFirstHead::new),
                new TransportMutant(
                        "S2",
                        "asks a lagging replica for the head",
                        "reads from whatever node answers first",
                        LaggingHead::new),
                new TransportMutant(
                        "S11",
                        "tells after close",
                        "removes a listener from a copy of the list",
                        () -> tails(tail -> new BrokenTail(tail) {
                            @Override
                            public void close() {}
                        })),
                new TransportMutant(
                        "S11",
                        "leaks a thread per listener",
                        "forgets the loop that waits for the next entry",
                        LeaksThread::new),
                new TransportMutant(
                        "S11",
                        "goes on after the transport's close",
                        "ends connections, not listeners",
                        () -> new Broken() {
                            @Override
                            void close(Transport next) {}
                        }));
    }

    private static TransportMutant sink(String rule, String name, String story, UnaryOperator<Sink> fault) {
        return new TransportMutant(rule, name, story, () -> Broken.sinks(fault));
    }

    private static Broken tails(UnaryOperator<Tail> fault) {
        return new Broken() {
            @Override
            CompletionStage<Tail> listen(Transport next, String channel, Sink sink) {
                return next.listen(channel, sink).thenApply(fault);
            }
        };
    }

    private static final class Loses7th extends BrokenSink {
        private int told;

        Loses7th(Sink next) {
            super(next);
        }

        @Override
        public void entry(StoredEntry entry, @Nullable MessageId previous) {
            told++;
            if (told % 7 != 0) {
                next.entry(entry, previous);
            }
        }
    }

    private static final class TellsContiguity extends BrokenSink {
        private @Nullable MessageId last;

        TellsContiguity(Sink next) {
            super(next);
        }

        @Override
        public void entry(StoredEntry entry, @Nullable MessageId previous) {
            MessageId before = last;
            last = entry.id();
            next.entry(entry, before == null ? previous : before);
        }
    }

    private static final class TellsWrongPrevious extends BrokenSink {
        private @Nullable MessageId last;
        private @Nullable MessageId beforeLast;

        TellsWrongPrevious(Sink next) {
            super(next);
        }

        @Override
        public void entry(StoredEntry entry, @Nullable MessageId previous) {
            MessageId wrong = beforeLast == null ? previous : beforeLast;
            beforeLast = last;
            last = entry.id();
            next.entry(entry, wrong);
        }
    }

    /** Swaps the 5th with the 6th, the 10th with the 11th and so on. */
    private static final class Reorders extends BrokenSink {
        private int told;
        private @Nullable StoredEntry held;
        private @Nullable MessageId last;

        Reorders(Sink next) {
            super(next);
        }

        @Override
        public void entry(StoredEntry entry, @Nullable MessageId previous) {
            StoredEntry late = held;
            told++;
            if (late == null && told % 5 == 0) {
                held = entry;
                return;
            }
            tell(entry, previous);
            if (late != null) {
                held = null;
                tell(late, previous);
            }
        }

        private void tell(StoredEntry entry, @Nullable MessageId previous) {
            MessageId before = last;
            last = entry.id();
            next.entry(entry, before == null ? previous : before);
        }
    }

    /** Tells each entry when the one after it comes. */
    private static final class Flushes extends BrokenSink {
        private @Nullable Runnable waiting;

        Flushes(Sink next) {
            super(next);
        }

        @Override
        public void entry(StoredEntry entry, @Nullable MessageId previous) {
            Runnable before = waiting;
            waiting = () -> next.entry(entry, previous);
            if (before != null) {
                before.run();
            }
        }
    }

    static final class ListensLate extends Broken {
        private static final long MILLIS = 20;

        @Override
        CompletionStage<Tail> listen(Transport next, String channel, Sink sink) {
            return next.read(channel, ReadRequest.head()).thenApply(page -> {
                CompletionStage<Tail> standing = later(MILLIS, () -> next.listen(channel, sink));
                return new Tail() {
                    @Override
                    public MessageId head() {
                        return page.head();
                    }

                    @Override
                    public Duration recheck() {
                        return Duration.ZERO;
                    }

                    @Override
                    public void close() {
                        var unused = standing.thenAccept(Tail::close);
                    }
                };
            });
        }
    }

    private static final class KeepsFirstHead extends Broken {
        private record Asked(Transport client, String channel) {}

        private final Map<Asked, MessageId> heads = new ConcurrentHashMap<>();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            heads.putIfAbsent(new Asked(next, channel), MessageId.BEGINNING);
            return next.append(channel, entry);
        }

        @Override
        CompletionStage<Tail> listen(Transport next, String channel, Sink sink) {
            return next.listen(channel, sink).thenApply(tail -> {
                MessageId first = heads.computeIfAbsent(new Asked(next, channel), asked -> tail.head());
                return new BrokenTail(tail) {
                    @Override
                    public MessageId head() {
                        return first;
                    }
                };
            });
        }
    }

    /** Requests for nothing but the head get the place before the newest entry. */
    private static final class LaggingHead extends Broken {
        @Override
        CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
            if (request.limit() > 0) {
                return next.read(channel, request);
            }
            return next.read(channel, ReadRequest.before(null, 2, Integer.MAX_VALUE))
                    .thenApply(page -> {
                        MessageId old = page.entries().size() < 2
                                ? MessageId.BEGINNING
                                : page.entries().get(1).id();
                        return new Page(List.of(), Continuity.EXACT, old, true, old);
                    });
        }
    }

    /** Bounded, since these threads really are leaked for a while. */
    private static final class LeaksThread extends Broken {
        private static final int MOST = 200;
        private static final long SECONDS = 20;

        private final AtomicInteger leaked = new AtomicInteger();

        @Override
        CompletionStage<Tail> listen(Transport next, String channel, Sink sink) {
            if (leaked.incrementAndGet() <= MOST) {
                Thread loop = new Thread(LeaksThread::waitForNothing, "leaked listener");
                loop.setDaemon(true);
                loop.start();
            }
            return next.listen(channel, sink);
        }

        private static void waitForNothing() {
            try {
                var unused = new CountDownLatch(1).await(SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
