package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** Who waits for a server that does not read, and what becomes of requests as a pipeline ends. */
@Tag("once")
@Timeout(60)
class PipelineTest {
    /** With these, more than the buffers between two sockets take. */
    private static final int MANY = 64;

    private static final byte[] LARGE = new byte[400_000];

    private static RedisServer server;
    private static ExecutorService writers;

    @BeforeAll
    static void launch() {
        server = RedisServer.launch();
        writers = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void end() {
        writers.shutdownNow();
        server.close();
    }

    private static Door door(int port) {
        HostAndPort address = new HostAndPort(server.host(), port);
        JedisClientConfig client = DefaultJedisClientConfig.builder()
                .resp2()
                .autoNegotiateProtocol(false)
                .build();
        return new Door(() -> address, address, client, List.of(), "standalone");
    }

    private static Pipeline connect(int port) {
        Pipeline pipeline = new Pipeline("pipeline-test", door(port), writers, 1);
        pipeline.start();
        await().until(pipeline::isConnected);
        return pipeline;
    }

    /** Says something, and asks another whether that may be repeated. */
    private static final class Saying extends Request<Boolean> {
        private final BooleanSupplier repeatable;

        Saying(byte[] what, BooleanSupplier repeatable) {
            super(
                    () -> new CommandArguments(Command.ECHO).add(what),
                    what.length,
                    System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
            this.repeatable = repeatable;
        }

        @Override
        boolean repeatable() {
            return repeatable.getAsBoolean();
        }

        @Override
        boolean changes() {
            return false;
        }

        @Override
        Boolean result(@Nullable Object reply) {
            return true;
        }

        @Override
        RuntimeException refused(JedisDataException error) {
            return error;
        }

        @Override
        RuntimeException unanswered(Throwable cause, boolean sent) {
            return Failures.request("Saying", cause);
        }
    }

    @Test
    void whoLooksAfterAServerThatDoesNotReadNeverWaitsForIt() {
        try (Pipeline pipeline = connect(server.port())) {
            server.pause();
            for (int i = 0; i < MANY; i++) {
                pipeline.enqueue(new Saying(LARGE, () -> false));
            }
            assertThat(CompletableFuture.runAsync(pipeline::tick)).succeedsWithin(Duration.ofSeconds(2));
        } finally {
            server.resume();
        }
    }

    /** It keeps all that it has answered and that we have not read, beside the messages. */
    @Test
    void noMoreReadsAreUnderWayThanAServerHasMemoryForTheirPages() throws IOException {
        try (FakeServer silent = new FakeServer("EVALSHA", "");
                Pipeline pipeline = connect(Integer.parseInt(silent.address().replaceFirst(".*:", "")))) {
            int pageBytes = 1024 * 1024;
            RealtimeConfig config = TestClient.config(silent.url(), 30_000).build();
            Commands commands = new Commands(RedisOptions.of(Map.of()), 0, "PUBLISH");
            ReadRequest read = ReadRequest.after(MessageId.BEGINNING, 512, pageBytes);
            Retention retention = config.retention("c");
            PageSizes sizes = new PageSizes();
            for (int i = 0; i < 2_000; i++) {
                pipeline.send(new PageRequest(
                        "c",
                        "rt:c",
                        read,
                        retention,
                        () -> commands.read("c", read, retention, List.of()),
                        System.nanoTime() + TimeUnit.SECONDS.toNanos(30),
                        new ForeignRecords(),
                        Format.NATIVE,
                        () -> null,
                        sizes));
            }
            await().until(() -> silent.asked() >= 100);
            await().during(Duration.ofMillis(500)).until(() -> silent.asked() < 300);
        }
    }

    /** To emit without waiting is done by threads that others wait for. */
    @Test
    void whoSendsMuchAtOnceNeverWaitsForAServerThatDoesNotRead() {
        try (Pipeline pipeline = connect(server.port())) {
            server.pause();
            Saying large = new Saying(new byte[MANY * LARGE.length], () -> false);
            assertThat(CompletableFuture.runAsync(() -> pipeline.send(large))).succeedsWithin(Duration.ofSeconds(2));
        } finally {
            server.resume();
        }
    }

    private static final class FewThreads implements Executor {
        final AtomicBoolean none = new AtomicBoolean();
        final AtomicLong refused = new AtomicLong();

        @Override
        public void execute(Runnable task) {
            if (none.get()) {
                refused.incrementAndGet();
                throw new InternalError("unable to create native thread");
            }
            writers.execute(task);
        }
    }

    /** As where the system lets a process have no more threads. */
    @Test
    void whatAThreadCouldNotBeHadForIsWrittenByTheNextOne() {
        FewThreads few = new FewThreads();
        try (Pipeline pipeline = new Pipeline("pipeline-test", door(server.port()), few, 1)) {
            pipeline.start();
            await().until(pipeline::isConnected);
            few.none.set(true);
            Saying first = new Saying(LARGE, () -> false);
            pipeline.send(first);
            few.none.set(false);
            pipeline.tick();
            assertThat(first).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void whatIsFollowedIsFollowedAgainOnceThereIsAThreadForIt() {
        FewThreads few = new FewThreads();
        try (LiveConnection live = new LiveConnection("live-test", door(server.port()), few, Duration.ZERO, null)) {
            live.start();
            assertThat(live.listen("before", new SilentSink()).standing()).succeedsWithin(Duration.ofSeconds(10));
            few.none.set(true);
            live.giveUp();
            await().until(() -> few.refused.get() > 0);
            Listener meanwhile = live.listen("meanwhile", new SilentSink());
            few.none.set(false);
            await().until(() -> {
                live.tick();
                return meanwhile.standing().isDone()
                        && server.call("PUBSUB", "NUMSUB", "before").endsWith(" 1");
            });
        }
    }

    /** Says a number, and is answered with it. */
    private static final class Numbered extends Request<Integer> {
        private final Runnable answered;

        Numbered(int number, Runnable made, Runnable answered) {
            super(
                    () -> {
                        made.run();
                        return new CommandArguments(Command.ECHO).add(number);
                    },
                    1,
                    System.nanoTime() + TimeUnit.SECONDS.toNanos(20));
            this.answered = answered;
        }

        @Override
        boolean repeatable() {
            return false;
        }

        @Override
        boolean changes() {
            return false;
        }

        @Override
        Integer result(@Nullable Object reply) {
            answered.run();
            return (int) Replies.number(reply);
        }

        @Override
        RuntimeException refused(JedisDataException error) {
            return error;
        }

        @Override
        RuntimeException unanswered(Throwable cause, boolean sent) {
            return Failures.request("Saying", cause);
        }
    }

    /** Stands for one that comes at any time, as where memory is short. */
    private static void fail() {
        throw new InternalError("a test");
    }

    private static void assertAnswersAreTheirOwn(Pipeline pipeline) {
        await().until(() -> isAnswered(pipeline, 0));
        for (int i = 1; i <= 100; i++) {
            assertThat(isAnswered(pipeline, i)).as("the answer to %s", i).isTrue();
        }
    }

    private static boolean isAnswered(Pipeline pipeline, int number) {
        Numbered next = new Numbered(number, () -> {}, () -> {});
        pipeline.send(next);
        return next.exceptionally(failure -> -1).join() == number;
    }

    @Test
    void anErrorWhileARequestIsWrittenGivesNobodyTheAnswerOfAnother() {
        try (Pipeline pipeline = connect(server.port())) {
            Numbered failing = new Numbered(0, PipelineTest::fail, () -> {});
            assertThatThrownBy(() -> pipeline.send(failing)).isInstanceOf(InternalError.class);
            Numbered next = new Numbered(1, () -> {}, () -> {});
            pipeline.send(next);
            assertThat(next.exceptionally(lost -> 1))
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo(1);
            assertThat(failing).failsWithin(Duration.ofSeconds(10));
            assertAnswersAreTheirOwn(pipeline);
        }
    }

    @Test
    void anErrorAboutAnAnswerEndsNothing() {
        try (Pipeline pipeline = connect(server.port())) {
            Numbered failing = new Numbered(0, () -> {}, PipelineTest::fail);
            pipeline.send(failing);
            assertThat(failing).failsWithin(Duration.ofSeconds(10));
            assertAnswersAreTheirOwn(pipeline);
        }
    }

    @Test
    void anErrorWhileItConnectsEndsNothing() {
        HostAndPort address = new HostAndPort(server.host(), server.port());
        AtomicBoolean fails = new AtomicBoolean();
        AtomicLong failures = new AtomicLong();
        Addresses addresses = () -> {
            if (fails.get()) {
                failures.incrementAndGet();
                fail();
            }
            return address;
        };
        JedisClientConfig client = DefaultJedisClientConfig.builder()
                .resp2()
                .autoNegotiateProtocol(false)
                .build();
        Door door = new Door(addresses, address, client, List.of(), "standalone");
        try (Pipeline pipeline = new Pipeline("pipeline-test", door, writers, 1);
                LiveConnection live = new LiveConnection("live-test", door, writers, Duration.ZERO, null)) {
            pipeline.start();
            live.start();
            await().until(pipeline::isConnected);
            fails.set(true);
            pipeline.giveUp(new RealtimeException("gone", null, true));
            live.giveUp();
            await().until(() -> failures.get() > 4);
            fails.set(false);
            assertAnswersAreTheirOwn(pipeline);
            Listener listener = live.listen("t", new SilentSink());
            assertThat(listener.standing()).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void whoReleasesALaneToAServerThatDoesNotReadNeverWaitsForIt() {
        try (Node node = new Node(door(server.port()), writers, Duration.ofSeconds(10), Duration.ZERO)) {
            node.start();
            await().until(node.emits()::isConnected);
            Lane lane = new Lane(new AtomicLong());
            for (int i = 0; i < MANY; i++) {
                assertThat(lane.enter(new Saying(LARGE, () -> false), null)).isNull();
            }
            server.pause();
            assertThat(CompletableFuture.supplyAsync(() -> lane.release(node, System.nanoTime())))
                    .succeedsWithin(Duration.ofSeconds(2))
                    .isEqualTo(true);
        } finally {
            server.resume();
        }
    }

    @Test
    void whatWouldBeRepeatedFailsWhereThePipelineIsRetiredMeanwhile() {
        try (FaultyLink link = new FaultyLink(server.host(), server.port());
                Pipeline pipeline = connect(link.port())) {
            link.stall();
            Saying first = new Saying(new byte[1], () -> true);
            Saying second = new Saying(new byte[1], () -> pipeline.retire().isEmpty());
            pipeline.send(first);
            pipeline.send(second);
            link.cut();
            for (Saying one : List.of(first, second)) {
                assertThat(one)
                        .failsWithin(Duration.ofSeconds(2))
                        .withThrowableThat()
                        .havingCause()
                        .isInstanceOf(RealtimeException.class);
            }
        }
    }
}
