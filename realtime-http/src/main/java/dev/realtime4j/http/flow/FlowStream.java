package dev.realtime4j.http.flow;

import dev.realtime4j.http.Batch;
import dev.realtime4j.http.HttpStream;
import dev.realtime4j.http.SerialExecutor;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A body as a publisher for one subscriber. All signals are sent by tasks of the serial executor. */
final class FlowStream implements HttpStream, Flow.Publisher<ByteBuffer>, Flow.Subscription {
    private static final int PART = 16 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SerialExecutor executor;
    private final @Nullable ByteBuffer whole;
    private volatile long requested;
    private volatile boolean ended;
    private volatile @Nullable Runnable onReady;
    private volatile long pending;
    private ByteBuffer rest = NOTHING;
    private boolean subscribed;
    private boolean closed;
    private Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;
    private @Nullable Runnable onClose;

    /** A body that goes on, or one that is there already. */
    FlowStream(Executor threads, @Nullable ByteBuffer whole) {
        this.executor = new SerialExecutor(threads);
        this.whole = whole;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> wanted) {
        Objects.requireNonNull(wanted, "subscriber");
        boolean first;
        synchronized (this) {
            first = subscriber == null;
            if (first) {
                subscriber = wanted;
            }
        }
        executor.execute(() -> {
            wanted.onSubscribe(first ? this : new Nothing());
            if (!first) {
                wanted.onError(new IllegalStateException("A body has one subscriber"));
            } else if (hasClosed()) { // before there was somebody to tell
                wanted.onComplete();
            }
        });
    }

    /** Whether this was closed before; else whoever closes it will tell the subscriber. */
    private synchronized boolean hasClosed() {
        subscribed = !closed;
        return closed;
    }

    /** The subscription of a second subscriber. */
    private record Nothing() implements Flow.Subscription {
        @Override
        public void request(long count) {}

        @Override
        public void cancel() {}
    }

    @Override
    public void request(long count) {
        executor.execute(() -> demand(count));
    }

    private void demand(long count) {
        Flow.Subscriber<? super ByteBuffer> to = open();
        if (to == null) {
            return;
        }
        if (count < 1) {
            boolean unused = end();
            to.onError(new IllegalArgumentException("Rule 3.9: a subscriber must request 1 or more, got " + count));
            return;
        }
        requested = requested + count < 0 ? Long.MAX_VALUE : requested + count;
        if (whole != null) {
            boolean unused = end();
            if (whole.hasRemaining()) {
                to.onNext(whole.asReadOnlyBuffer());
            }
            to.onComplete();
            return;
        }
        hand(to);
        Runnable listener = onReady;
        if (listener != null && ready()) {
            listener.run();
        }
    }

    @Override
    public void cancel() {
        executor.execute(this::end);
    }

    private synchronized Flow.@Nullable Subscriber<? super ByteBuffer> open() {
        return ended ? null : subscriber;
    }

    @Override
    public boolean ready() {
        return requested > 0 && pending == 0 && !ended;
    }

    @Override
    public long pending() {
        return pending;
    }

    @Override
    public void write(Batch batch) {
        Flow.Subscriber<? super ByteBuffer> to = open();
        if (to != null) {
            rest = batch.toBuffer().asReadOnlyBuffer();
            hand(to);
        }
    }

    /** Gives what was asked for of a batch; in parts, so that it is seen whether the client takes any. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // written by tasks of the serial executor only
    private void hand(Flow.Subscriber<? super ByteBuffer> to) {
        while (requested > 0 && rest.hasRemaining() && !ended) {
            int part = Math.min(rest.remaining(), PART);
            ByteBuffer next = rest.slice(rest.position(), part);
            rest = rest.remaining() == part ? NOTHING : rest.position(rest.position() + part);
            pending = rest.remaining();
            requested = requested == Long.MAX_VALUE ? requested : requested - 1;
            to.onNext(next);
        }
    }

    @Override
    public void onReady(Runnable listener) {
        onReady = listener;
        if (ready()) {
            listener.run();
        }
    }

    @Override
    public void onClose(Runnable listener) {
        synchronized (this) {
            if (!ended) {
                onClose = listener;
                return;
            }
        }
        listener.run();
    }

    @Override
    public Executor executor() {
        return executor;
    }

    /** Ends the stream at once, also while a subscriber blocks in {@code onNext}; that is told after what it was given. */
    @Override
    public void close() {
        if (end()) {
            try {
                executor.execute(this::tellEnd);
            } catch (RejectedExecutionException e) { // then no task runs, and none has anything to tell any more
                tellEnd();
            }
        }
    }

    private void tellEnd() {
        Flow.Subscriber<? super ByteBuffer> to = toBeToldTheEnd();
        if (to != null) {
            to.onComplete();
        }
    }

    private synchronized Flow.@Nullable Subscriber<? super ByteBuffer> toBeToldTheEnd() {
        closed = true;
        return subscribed ? subscriber : null;
    }

    /** Whether this was not ended before. */
    private boolean end() {
        Runnable listener;
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
            listener = onClose;
            onClose = null;
        }
        if (listener != null) {
            listener.run();
        }
        return true;
    }
}
