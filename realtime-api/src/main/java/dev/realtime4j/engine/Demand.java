package dev.realtime4j.engine;

import dev.realtime4j.CursorUnavailableException;
import dev.realtime4j.Message;
import dev.realtime4j.SubscriptionOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber of a {@link MessagePublisher}. At most one message waits here for demand; signals are sent by whichever
 * thread finds something to send, one at a time, and others only leave word that there is more.
 */
final class Demand implements Flow.Subscription {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.subscriptions");

    private record Waiting(Message<?> message, CompletableFuture<@Nullable Void> handled) {}

    private final EngineRealtime realtime;
    private final AtomicInteger work = new AtomicInteger();
    private volatile Flow.@Nullable Subscriber<? super Message<?>> subscriber;
    private volatile @Nullable EngineSubscription subscription;
    private volatile boolean cancelled;
    private long requested;
    private @Nullable Waiting waiting;
    private @Nullable Throwable failure;
    private boolean completed;
    private boolean closing;

    Demand(EngineRealtime realtime, Flow.Subscriber<? super Message<?>> subscriber) {
        this.realtime = realtime;
        this.subscriber = subscriber;
    }

    /** Subscribes; does not wait until the subscription stands. */
    void start(String channel, Consumer<? super SubscriptionOptions> options) {
        try {
            SubscriptionSpec spec = SubscriptionSpec.of(options);
            if (!spec.hasGapHandler()) {
                spec.onGap(gap -> fail(new CursorUnavailableException(gap)));
            }
            spec.onMessageAsync(this::offer);
            spec.onClosing(this::letGo);
            spec.onClosed(this::complete);
            var unused = realtime.subscribing(channel, spec.checkedStart()).whenComplete((made, failure) -> {
                if (made != null) {
                    began(made);
                } else if (failure != null) {
                    realtime.core().dispatcher().handleSurely(() -> fail(failure)); // this thread is a transport's
                }
            });
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void began(EngineSubscription made) {
        subscription = made;
        if (cancelled) {
            made.leave();
        }
    }

    private CompletionStage<?> offer(Message<?> message) {
        CompletableFuture<@Nullable Void> handled = new CompletableFuture<>();
        synchronized (this) {
            if (closing) {
                return CompletableFuture.completedFuture(null);
            }
            waiting = new Waiting(message, handled);
        }
        send();
        return handled;
    }

    @Override
    public void request(long count) {
        if (count < 1) {
            fail(new IllegalArgumentException("Rule 3.9: a subscriber must request 1 or more, got " + count));
            return;
        }
        synchronized (this) {
            requested = requested + count < 0 ? Long.MAX_VALUE : requested + count;
        }
        send();
    }

    @Override
    public void cancel() {
        cancelled = true;
        end();
        send();
    }

    private void fail(Throwable cause) {
        synchronized (this) {
            if (failure == null) {
                failure = cause;
            }
        }
        send();
    }

    private void complete() {
        synchronized (this) {
            completed = true;
        }
        send();
    }

    /** Sends what can be sent; only one thread at a time, which takes over what others find meanwhile. */
    private void send() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int done = 1;
        do {
            while (sendOne()) {}
            done = work.addAndGet(-done);
        } while (done != 0);
    }

    /** Sends one signal; false if there is none to send. */
    private boolean sendOne() {
        Flow.Subscriber<? super Message<?>> to = subscriber;
        if (to == null) {
            return false;
        }
        if (cancelled) {
            subscriber = null;
            return false;
        }
        Waiting next = null;
        Throwable cause;
        boolean last;
        synchronized (this) {
            cause = failure;
            last = completed;
            if (cause == null && !last && waiting != null && requested > 0) {
                requested = requested == Long.MAX_VALUE ? requested : requested - 1;
                next = waiting;
                waiting = null;
            }
        }
        if (cause != null || last) {
            subscriber = null;
            cancelled = true;
            end();
            signalEnd(to, cause);
            return false;
        }
        if (next == null) {
            return false;
        }
        hand(to, next);
        return true;
    }

    private void hand(Flow.Subscriber<? super Message<?>> to, Waiting next) {
        try {
            realtime.core()
                    .dispatcher()
                    .handling(next.message(), to::onNext); // also by the thread that has requested it
        } catch (RuntimeException | Error e) {
            LOG.warn("A subscriber's onNext failed; its subscription is cancelled", e);
            cancelled = true;
            end();
        }
        next.handled().complete(null);
    }

    private static void signalEnd(Flow.Subscriber<? super Message<?>> to, @Nullable Throwable cause) {
        try {
            if (cause != null) {
                to.onError(cause);
            } else {
                to.onComplete();
            }
        } catch (RuntimeException | Error e) {
            LOG.warn("A subscriber failed at its last signal", e);
        }
    }

    /** Ends the subscription and lets a message that waits go; never blocks. */
    private void end() {
        EngineSubscription made = subscription;
        if (made != null) {
            made.leave();
        }
        letGo();
    }

    /** Hands over no message any more: to close must not wait for demand that may never come. */
    private void letGo() {
        Waiting left;
        synchronized (this) {
            closing = true;
            left = waiting;
            waiting = null;
        }
        if (left != null) {
            left.handled().complete(null);
        }
    }
}
