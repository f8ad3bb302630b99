package dev.realtime4j.kafka;

import dev.realtime4j.fuzz.Input;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.zip.CRC32C;
import org.apache.kafka.common.Uuid;

/** Files of the index that were damaged or forged: read as far as they are sound, never a failure. */
public final class IndexFilesFuzz {
    private static final Uuid TOPIC = new Uuid(1, 2);
    private static final Path FILE = file();

    private IndexFilesFuzz() {}

    private static Path file() {
        try {
            Path folder = Files.createTempDirectory("realtime-fuzz");
            Path file = folder.resolve("topic-0.index");
            folder.toFile().deleteOnExit();
            file.toFile().deleteOnExit(); // before its folder: the last that is named is the first to go
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One run. */
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        Input input = new Input(bytes);
        IndexFile file = new IndexFile(FILE, TOPIC, 0);
        switch (input.choice(3)) {
            case 0 -> Files.write(FILE, input.rest());
            case 1 -> { // a sound header, and then anything
                file.replace(List.of());
                byte[] sound = Files.readAllBytes(FILE);
                byte[] rest = input.rest();
                Files.write(
                        FILE,
                        ByteBuffer.allocate(sound.length + rest.length)
                                .put(sound)
                                .put(rest)
                                .array());
            }
            default -> {
                file.replace(List.of());
                byte[] sound = Files.readAllBytes(FILE);
                byte[] block = input.rest();
                CRC32C crc = new CRC32C();
                crc.update(block);
                Files.write(
                        FILE,
                        ByteBuffer.allocate(sound.length + block.length + Integer.BYTES)
                                .put(sound)
                                .put(block)
                                .putInt((int) crc.getValue())
                                .array());
            }
        }
        NavigableMap<Long, Block> blocks = file.read();
        List<IndexFile.Numbered> numbered = new ArrayList<>();
        blocks.forEach((number, block) -> {
            Input.check(number >= 0 && block.channels().length <= Block.SIZE, "block " + number);
            var unused = block.mayHoldKey(7) || block.newest(7, Block.SIZE) >= 0;
            numbered.add(new IndexFile.Numbered(number, block));
        });
        file.replace(numbered);
        Input.check(file.read().keySet().equals(blocks.keySet()), "what was read is written");
    }
}
