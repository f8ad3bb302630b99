package dev.realtime4j.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the regions between {@code tag::name[]} and {@code end::name[]} in the examples. */
final class Regions {
    private static final Path BACKEND = Path.of("../examples/third-party-backend/src");
    private static final List<Path> SOURCES = List.of(
            Path.of("src/test/java/dev/realtime4j/examples"),
            BACKEND.resolve("main/java/com/example/filelog"),
            BACKEND.resolve("test/java/com/example/filelog"),
            Path.of("../realtime-browser-tests/web"));

    private Regions() {}

    /**
     * The lines of a region, without the indentation that they have in common.
     *
     * @param example a class of an example, or a file with its ending
     */
    static List<String> of(String example, String name) {
        String fileName = example.indexOf('.') < 0 ? example + ".java" : example;
        Path file = SOURCES.stream()
                .map(folder -> folder.resolve(fileName))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no example " + example));
        List<String> region = new ArrayList<>();
        boolean inside = false;
        boolean found = false;
        for (String line : lines(file)) {
            if (line.strip().endsWith("end::" + name + "[]")) {
                inside = false;
            }
            if (inside && !line.contains("tag::") && !line.contains("end::")) {
                region.add(line);
            }
            if (line.strip().endsWith("tag::" + name + "[]")) {
                inside = true;
                found = true;
            }
        }
        if (!found || inside) {
            throw new AssertionError("Region " + name + " in " + file + (found ? " has no end" : " is missing"));
        }
        return unindented(region);
    }

    static List<String> unindented(List<String> lines) {
        int margin = lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return lines.stream()
                .map(line -> line.isBlank() ? "" : line.substring(margin).stripTrailing())
                .toList();
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
