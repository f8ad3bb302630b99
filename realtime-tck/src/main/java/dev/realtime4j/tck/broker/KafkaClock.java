package dev.realtime4j.tck.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The clock of a broker that {@code SteppedBroker} runs: by how many ms it is ahead, in a file that both processes have
 * mapped. It stays as it is where the broker is killed and started again.
 */
final class KafkaClock {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final String PROGRAM = "SteppedBroker.java";

    private final ByteBuffer ahead;

    private KafkaClock(ByteBuffer ahead) {
        this.ahead = ahead;
    }

    /** Makes the clock of the broker with a directory; it shows the right time. */
    static KafkaClock in(Path directory) {
        try (FileChannel file = FileChannel.open(
                directory.resolve("clock"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            return new KafkaClock(file.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("No clock in " + directory, e);
        }
    }

    /** Writes the source of the program that runs a broker with such a clock; gives the file. */
    static Path program(Path directory) {
        Path file = directory.resolve(PROGRAM);
        try (InputStream source = KafkaClock.class.getResourceAsStream(PROGRAM)) {
            if (source == null) {
                throw new IllegalStateException(PROGRAM + " is missing on the class path");
            }
            Files.copy(source, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    void step(Duration by) {
        LONG.getAndAdd(ahead, 0, by.toMillis());
    }
}
