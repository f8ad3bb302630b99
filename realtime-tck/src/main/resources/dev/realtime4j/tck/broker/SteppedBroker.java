import java.io.IOException;
import java.io.Reader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A Kafka broker whose clock a test can step: how many ms it is ahead stands in a file that both have mapped, so that a step
 * holds from the very next look at the clock on. It steps for the threads that take requests, which give records their times.
 * For the others it goes on: the quorum of controllers measures spans by the time of day, and would stand still after a step
 * back until the clock has made up for it.
 *
 * <p>Run from its source, with the file of the broker's settings as its argument; the clock's file lies beside that.
 */
final class SteppedBroker {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** In the names of threads that take requests. */
    private static final String REQUESTS = "kafka-request-handler";

    private SteppedBroker() {}

    public static void main(String[] arguments) throws IOException {
        Path settings = Path.of(arguments[0]);
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(settings)) {
            properties.load(reader);
        }
        Time time = new SteppedTime(map(settings.resolveSibling("clock")));
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), time);
        server.startup();
        server.awaitShutdown();
    }

    private static ByteBuffer map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
        }
    }

    private static final class SteppedTime implements Time {
        private final ByteBuffer ahead;

        SteppedTime(ByteBuffer ahead) {
            this.ahead = ahead;
        }

        @Override
        public long milliseconds() {
            long now = Time.SYSTEM.milliseconds();
            return Thread.currentThread().getName().contains(REQUESTS) ? now + (long) LONG.getVolatile(ahead, 0) : now;
        }

        @Override
        public long nanoseconds() {
            return Time.SYSTEM.nanoseconds();
        }

        @Override
        public void sleep(long millis) {
            Time.SYSTEM.sleep(millis);
        }
    }
}
