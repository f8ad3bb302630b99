package dev.realtime4j.nats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Does to a stopped server's files what a loss of power does: the newest records were never written. */
final class StoreFiles {
    private static final int HAS_HEADERS = 1 << 31;

    private StoreFiles() {}

    /**
     * Cuts off the newest records of a stream.
     *
     * @throws IllegalStateException if they are not all of the subject
     */
    static void loseNewest(Path store, String stream, String subject, int count) {
        try {
            Path messages = directory(store, stream);
            Path block = newestBlock(messages);
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(block)).order(ByteOrder.LITTLE_ENDIAN);
            List<Integer> starts = new ArrayList<>();
            for (int at = 0; at < bytes.limit(); at += length(bytes, at)) {
                starts.add(at);
            }
            List<Integer> lost = starts.subList(starts.size() - count, starts.size());
            for (int at : lost) {
                if (!subject(bytes, at).equals(subject)) {
                    throw new IllegalStateException("The newest records are not those of " + subject);
                }
            }
            byte[] left = new byte[lost.get(0)];
            bytes.get(0, left);
            Files.write(block, left);
            // What sums up the blocks is made anew from them.
            try (Stream<Path> files = Files.list(messages)) {
                for (Path file :
                        files.filter(it -> !it.toString().endsWith(".blk")).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory(Path store, String stream) throws IOException {
        try (Stream<Path> files = Files.walk(store)) {
            return files.filter(it -> it.endsWith(Path.of("streams", stream, "msgs")))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No stream " + stream + " in " + store));
        }
    }

    private static Path newestBlock(Path messages) throws IOException {
        try (Stream<Path> files = Files.list(messages)) {
            return files.filter(it -> it.toString().endsWith(".blk"))
                    .max(Comparator.comparingInt(
                            it -> Integer.parseInt(it.getFileName().toString().replace(".blk", ""))))
                    .orElseThrow();
        }
    }

    /** The first four bytes of a record: its length, and whether it has headers. */
    private static int length(ByteBuffer bytes, int at) {
        return bytes.getInt(at) & ~HAS_HEADERS;
    }

    private static String subject(ByteBuffer bytes, int at) {
        byte[] subject = new byte[bytes.getShort(at + 20)];
        bytes.get(at + 22, subject);
        return new String(subject, StandardCharsets.US_ASCII);
    }
}
