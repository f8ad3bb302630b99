package dev.realtime4j.benchmarks.http;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;

/** Publishes through HTTP, as fast as the readers keep up with or at a steady pace. */
final class Load implements AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final String PADDING = "x".repeat(130);

    private final Contestant contestant;
    private final Readers readers;
    /** More than one, for a server answers the requests of a connection one after the other. */
    private final List<Publisher> publishers = new ArrayList<>();

    private int next;

    Load(Contestant contestant, URI server, Readers readers) throws IOException {
        this.contestant = contestant;
        this.readers = readers;
        for (int i = 0; i < CONNECTIONS; i++) {
            publishers.add(new Publisher(server));
        }
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
            post(channel, System.nanoTime(), contestant.batch);
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
            post(channel, due, 1);
        }
        readers.await(before + count * readersOfEach);
    }

    private void post(int channel, long due, int count) throws IOException {
        Publisher publisher = publishers.get(next++ % CONNECTIONS);
        publisher.post(Contestant.query(channel), contestant.messages(channel, Readers.stamp(due) + PADDING, count));
    }

    @Override
    public void close() throws IOException {
        for (Publisher publisher : publishers) {
            publisher.close();
        }
    }
}
