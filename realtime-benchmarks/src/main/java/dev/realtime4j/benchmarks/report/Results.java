package dev.realtime4j.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table of results, kept as a file of tab-separated values, so that a report has those of earlier runs, too. */
public final class Results {
    private static final Path FOLDER = Path.of("docs", "performance");

    private final String name;
    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Makes an empty table.
     *
     * @param name the table's name, which is also its file's
     * @param columns the names of the columns
     */
    public Results(String name, String... columns) {
        this.name = name;
        this.columns = List.of(columns);
    }

    /**
     * Adds a row.
     *
     * @param values as many as there are columns
     */
    public void add(Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(columns.size() + " columns, got " + Arrays.toString(values));
        }
        rows.add(Stream.of(values).map(String::valueOf).toList());
    }

    /**
     * The rows.
     *
     * @return a row for each {@link #add}
     */
    public List<List<String>> rows() {
        return rows;
    }

    /**
     * Writes the table into its file.
     *
     * @throws IOException if that fails
     */
    public void write() throws IOException {
        Files.createDirectories(FOLDER);
        String text = Stream.concat(Stream.of(columns), rows.stream())
                .map(row -> String.join("\t", row))
                .collect(Collectors.joining("\n", "", "\n"));
        Files.writeString(FOLDER.resolve(name + ".tsv"), text);
    }

    /**
     * Reads a table.
     *
     * @param name the table's name
     * @return the table, without rows if there is no file
     * @throws IOException if the file cannot be read
     */
    public static Results read(String name) throws IOException {
        Path file = FOLDER.resolve(name + ".tsv");
        if (!Files.exists(file)) {
            return new Results(name);
        }
        List<String> lines = Files.readAllLines(file);
        Results results = new Results(name, lines.get(0).split("\t", -1));
        lines.stream().skip(1).forEach(line -> results.add((Object[]) line.split("\t", -1)));
        return results;
    }
}
