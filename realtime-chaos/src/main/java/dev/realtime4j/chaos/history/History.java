package dev.realtime4j.chaos.history;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * All operations of a run in their order. Its file form is one JSON object a line.
 *
 * @param operations the operations
 */
public record History(List<Operation> operations) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Makes a history.
     *
     * @param operations the operations
     */
    public History {
        operations = List.copyOf(operations);
    }

    /**
     * Writes it to a file.
     *
     * @param file the file, overwritten if it exists
     * @throws UncheckedIOException if it cannot be written
     */
    public void write(Path file) {
        ObjectWriter writer = JSON.writerFor(Operation.class);
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (Operation operation : operations) {
                out.write(writer.writeValueAsString(operation));
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    /**
     * Reads a file that {@link #write} has written.
     *
     * @param file the file
     * @return the history
     * @throws IllegalArgumentException if a line is not an operation; the message names it
     * @throws UncheckedIOException if the file cannot be read
     */
    public static History read(Path file) {
        ObjectReader reader = JSON.readerFor(Operation.class);
        List<Operation> operations = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                operations.add(reader.readValue(line));
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    file + ", line " + (operations.size() + 1) + " is no operation: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
        return new History(operations);
    }
}
