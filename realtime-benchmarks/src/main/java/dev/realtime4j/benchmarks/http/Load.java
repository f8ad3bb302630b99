package dev.realtime4j.benchmarks.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;

/** Publishes through HTTP, as fast as the readers keep up with or at a steady pace. */
final class Load {
    private static final String PADDING = "x".repeat(130);

    private final Contestant contestant;
    private final URI server;
    private final Readers readers;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Load(Contestant contestant, URI server, Readers readers) {
        this.contestant = contestant;
        this.server = server;
        this.readers = readers;
    }

    /**
     * Publishes to channels in turn, each of which has the same number of readers, with so few on the way that no server
     * drops any, and waits until all were read.
     *
     * @throws IllegalStateException if that hangs
     */
    void publishAll(int messages, int channels, int readersOfEach, int window)
            throws IOException, InterruptedException {
        long unused = publish(sent -> sent < messages, channels, readersOfEach, window);
    }

    /**
     * Publishes as {@link #publishAll} does, for some time.
     *
     * @return how many messages a second were read
     * @throws IllegalStateException if that hangs
     */
    double publishFor(double seconds, int channels, int readersOfEach, int window)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        long sent = publish(count -> System.nanoTime() - start < seconds * 1e9, channels, readersOfEach, window);
        return sent * 1e9 / (System.nanoTime() - start);
    }

    private long publish(LongPredicate goesOn, int channels, int readersOfEach, int window)
            throws IOException, InterruptedException {
        long before = readers.received();
        long sent = 0;
        for (; goesOn.test(sent); sent += contestant.batch) {
            readers.await(before + Math.max(0, sent + contestant.batch - window) * readersOfEach);
            int channel = (int) (sent / contestant.batch % channels);
            send(contestant.publish(server, channel, Readers.stamp() + PADDING));
        }
        readers.await(before + sent * readersOfEach);
        return sent;
    }

    /** Publishes one message after the other to channels in turn, so many a second, whether or not they are read. */
    void pace(double messagesASecond, int seconds, int channels) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long count = Math.round(messagesASecond * seconds);
        for (int i = 0; i < count; i++) {
            long due = start + Math.round(i * 1e9 / messagesASecond);
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            send(contestant.publishOne(server, i % channels, Readers.stamp() + PADDING));
        }
    }

    private void send(HttpRequest request) throws IOException, InterruptedException {
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        if (status / 100 != 2) {
            throw new IOException("A request to publish was answered with status " + status);
        }
    }
}
