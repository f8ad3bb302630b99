package dev.realtime4j.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** The inputs that are kept of a target: one line in Base64 for each, in {@code corpus/TARGET.txt}. */
public final class Corpus {
    private static final String USAGE = "usage: Corpus unpack|pack FILE FOLDER";

    private Corpus() {}

    /** The inputs in a file; none if it is missing. */
    public static List<byte[]> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .map(line -> Base64.getDecoder().decode(line))
                .toList();
    }

    /** For {@code ./fuzz}, whose fuzzer wants a file for each input. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException(USAGE);
        }
        Path file = Path.of(arguments[1]);
        Path folder = Path.of(arguments[2]);
        if (arguments[0].equals("unpack")) {
            Files.createDirectories(folder);
            int number = 0;
            for (byte[] input : read(file)) {
                Files.write(folder.resolve("kept-" + number++), input);
            }
        } else {
            try (Stream<Path> inputs = Files.list(folder)) {
                List<String> lines =
                        inputs.map(Corpus::line).sorted().distinct().toList();
                Files.write(file, lines);
            }
        }
    }

    private static String line(Path input) {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(input));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
