package dev.realtime4j.benchmarks.fanout;

import dev.realtime4j.codec.RawJson;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The local event bus of Vert.x; the receivers are shared out among as many event loops as there are cores. */
final class VertxContestant implements Contestant {
    private static final String ADDRESS = "room";

    private final int loops = Runtime.getRuntime().availableProcessors();
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
    private final EventBus bus = vertx.eventBus();
    private final DeliveryOptions options =
            new DeliveryOptions().setLocalOnly(true).setCodecName("note");

    VertxContestant(Receivers receivers) throws Exception {
        bus.registerCodec(new AsItIs());
        AtomicInteger next = new AtomicInteger();
        vertx.deployVerticle(
                        () -> new Share(receivers, next.getAndIncrement(), loops),
                        new DeploymentOptions().setInstances(loops))
                .await(30, TimeUnit.SECONDS);
    }

    /** The receivers of one event loop. */
    private static final class Share extends VerticleBase {
        private final Receivers receivers;
        private final int first;
        private final int step;

        Share(Receivers receivers, int first, int step) {
            this.receivers = receivers;
            this.first = first;
            this.step = step;
        }

        @Override
        public Future<?> start() {
            Future<?> all = Future.succeededFuture();
            for (int i = first; i < receivers.size(); i += step) {
                Receivers.Receiver receiver = receivers.receiver(i);
                Future<?> registered = vertx.eventBus()
                        .<Note>localConsumer(
                                ADDRESS, message -> receiver.take(message.body().number()))
                        .completion();
                all = Future.all(all, registered);
            }
            return all;
        }
    }

    /** Hands over within this process. */
    private static final class AsItIs implements MessageCodec<Note, Note> {
        @Override
        public void encodeToWire(Buffer buffer, Note note) {
            throw new UnsupportedOperationException("Local only");
        }

        @Override
        public Note decodeFromWire(int position, Buffer buffer) {
            throw new UnsupportedOperationException("Local only");
        }

        @Override
        public Note transform(Note note) {
            return note;
        }

        @Override
        public String name() {
            return "note";
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }

    @Override
    public void publish(long number, RawJson data) {
        bus.publish(ADDRESS, new Note(number, data), options);
    }

    @Override
    public void close() {
        try {
            vertx.close().await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("Vert.x does not close", e);
        }
    }
}
