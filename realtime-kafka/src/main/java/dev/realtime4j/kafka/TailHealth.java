package dev.realtime4j.kafka;

import dev.realtime4j.RealtimeException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;

/**
 * Tells from a consumer's own counters whether it is in touch with the brokers: it throws nothing when it is not. A fetch is
 * answered every half second, or two where {@code fetch.max.wait.ms} says so, so silence means that nobody is there.
 */
final class TailHealth {
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Metric connections;
    private final Metric opened;
    private final Metric closed;
    private final Metric answers;
    private double openedBefore;
    private double openedWhenAsked;
    private double closedBefore;
    private double answersBefore;
    private double answersAtFault;
    private long answeredAt = System.nanoTime();

    TailHealth(Consumer<?, ?> consumer) {
        connections = metric(consumer, "connection-count");
        opened = metric(consumer, "connection-creation-total");
        closed = metric(consumer, "connection-close-total");
        answers = metric(consumer, "response-total");
    }

    private static Metric metric(Consumer<?, ?> consumer, String name) {
        for (Map.Entry<MetricName, ? extends Metric> entry : consumer.metrics().entrySet()) {
            if (entry.getKey().name().equals(name) && entry.getKey().group().equals("consumer-metrics")) {
                return entry.getValue();
            }
        }
        throw new IllegalStateException("This version of kafka-clients has no metric " + name);
    }

    private static double value(Metric metric) {
        return ((Number) metric.metricValue()).doubleValue();
    }

    /** Whether a connection was opened since this was asked last. */
    boolean isConnectedAnew() {
        double now = value(opened);
        boolean anew = now > openedWhenAsked;
        openedWhenAsked = now;
        return anew;
    }

    /** What has gone wrong since this was asked last, or null if all is well. */
    @Nullable
    RealtimeException fault() {
        String fault = null;
        if (value(connections) == 0) {
            fault = "The connection to Kafka is lost";
        } else if (isSilent()) {
            fault = "Kafka does not answer";
        } else if (isOpenedAgain()) {
            fault = "The connection to Kafka was lost";
        }
        if (fault == null) {
            return null;
        }
        answersAtFault = value(answers);
        return new RealtimeException(fault, null, true);
    }

    /** A connection was opened after one was closed. One that is closed for being idle is not opened again. */
    private boolean isOpenedAgain() {
        double openedNow = value(opened);
        if (openedNow == openedBefore) {
            return false;
        }
        double closedNow = value(closed);
        boolean again = closedNow > closedBefore;
        openedBefore = openedNow;
        closedBefore = closedNow;
        return again;
    }

    private boolean isSilent() {
        double now = value(answers);
        if (now > answersBefore) {
            answersBefore = now;
            answeredAt = System.nanoTime();
            return false;
        }
        return System.nanoTime() - answeredAt > SILENCE_NANOS;
    }

    /** Whether there was an answer since the last fault. */
    boolean isAnswered() {
        return value(answers) > answersAtFault;
    }
}
