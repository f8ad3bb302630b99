package dev.realtime4j.benchmarks.fanout;

import dev.realtime4j.codec.RawJson;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SubmissionPublisher;

/** The JDK's publisher, on a pool of as many threads as there are cores. */
final class SubmissionPublisherContestant implements Contestant {
    private final ForkJoinPool pool = new ForkJoinPool(
            Runtime.getRuntime().availableProcessors(), ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true);
    private final SubmissionPublisher<Note> publisher = new SubmissionPublisher<>(pool, Window.BUFFER);

    SubmissionPublisherContestant(Receivers receivers) {
        for (int i = 0; i < receivers.size(); i++) {
            publisher.subscribe(new Subscriber(receivers, receivers.receiver(i)));
        }
    }

    private record Subscriber(Receivers receivers, Receivers.Receiver receiver) implements Flow.Subscriber<Note> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Note note) {
            receiver.take(note.number());
        }

        @Override
        public void onError(Throwable failure) {
            receivers.lost();
        }

        @Override
        public void onComplete() {}
    }

    @Override
    public void publish(long number, RawJson data) {
        publisher.submit(new Note(number, data));
    }

    @Override
    public void close() {
        publisher.close();
        pool.shutdown();
    }
}
