package dev.realtime4j.kittests.reactive;

import dev.realtime4j.Channel;
import dev.realtime4j.Message;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/**
 * A channel holds as many messages as the TCK wants and is replayed from its start. The stream of a channel has no end of
 * its own, so that the rules about completion do not apply; one that cannot be had is made by a cursor that has no log.
 */
public class PublisherVerificationTest extends FlowPublisherVerification<Message<?>> {
    private static final int MOST = 2000;
    private final AtomicInteger channels = new AtomicInteger();
    private @Nullable Realtime realtime;

    public PublisherVerificationTest() {
        super(new TestEnvironment(1000, 200), 1000);
    }

    @BeforeClass
    public void connect() {
        realtime = Realtime.connect(RealtimeConfig.builder("memory:")
                .retention(new Retention(MOST, Duration.ofHours(1)))
                .build());
    }

    @AfterClass(alwaysRun = true)
    public void close() {
        if (realtime != null) {
            realtime.close();
        }
    }

    private Channel channel() {
        return Objects.requireNonNull(realtime).channel("stream-" + channels.incrementAndGet());
    }

    @Override
    public Flow.Publisher<Message<?>> createFlowPublisher(long elements) {
        Channel channel = channel();
        for (long i = 0; i < Math.min(elements, MOST); i++) {
            channel.emit("tick", i);
        }
        return channel.publisher(options -> options.replay());
    }

    @Override
    public Flow.@Nullable Publisher<Message<?>> createFailedFlowPublisher() {
        return channel().publisher(options -> {
            throw new IllegalStateException("no stream");
        });
    }

    @Override
    public long maxElementsFromPublisher() {
        return publisherUnableToSignalOnComplete();
    }
}
