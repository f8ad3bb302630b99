package dev.realtime4j.benchmarks.http;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;

/** Publishes through HTTP, as fast as the readers keep up with or at a steady pace. */
final class Load implements AutoCloseable {
    private static final String PADDING = "x".repeat(130);

    private final Contestant contestant;
    private final Readers readers;
    private final Publisher publisher;

    Load(Contestant contestant, URI server, Readers readers) throws IOException {
        this.contestant = contestant;
        this.readers = readers;
        this.publisher = new Publisher(server);
    }

    /**
     * Publishes to channels in turn, each of which has the same number of readers, with so few on the way that no server
     * drops any, and waits until all were read.
     *
     * @throws IllegalStateException if that hangs
     */
    void publishAll(int messages, int channels, int readersOfEach, int window) throws IOException {
        long unused = publish(sent -> sent < messages, channels, readersOfEach, window);
    }

    /**
     * Publishes as {@link #publishAll} does, for some time.
     *
     * @return how many messages a second were read
     * @throws IllegalStateException if that hangs
     */
    double publishFor(double seconds, int channels, int readersOfEach, int window) throws IOException {
        long start = System.nanoTime();
        long sent = publish(count -> System.nanoTime() - start < seconds * 1e9, channels, readersOfEach, window);
        return sent * 1e9 / (System.nanoTime() - start);
    }

    private long publish(LongPredicate goesOn, int channels, int readersOfEach, int window) throws IOException {
        long before = readers.received();
        long sent = 0;
        for (; goesOn.test(sent); sent += contestant.batch) {
            readers.await(before + Math.max(0, sent + contestant.batch - window) * readersOfEach);
            int channel = (int) (sent / contestant.batch % channels);
            publisher.post(
                    Contestant.query(channel),
                    contestant.messages(channel, Readers.stamp(System.nanoTime()) + PADDING, contestant.batch));
        }
        readers.await(before + sent * readersOfEach);
        return sent;
    }

    /**
     * Publishes one message after the other to channels in turn, so many a second, whether or not they are read; then
     * waits until all were.
     */
    void pace(double messagesASecond, int seconds, int channels, int readersOfEach) throws IOException {
        long before = readers.received();
        long start = System.nanoTime();
        long count = Math.round(messagesASecond * seconds);
        for (int i = 0; i < count; i++) {
            long due = start + Math.round(i * 1e9 / messagesASecond);
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            int channel = i % channels;
            publisher.post(Contestant.query(channel), contestant.messages(channel, Readers.stamp(due) + PADDING, 1));
        }
        readers.await(before + count * readersOfEach);
    }

    @Override
    public void close() throws IOException {
        publisher.close();
    }
}
