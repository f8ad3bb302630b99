package dev.realtime4j.server;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that options name; what is wrong with one is wrong usage, told with its option. */
final class GivenFile {
    private GivenFile() {}

    /** Reads the file into what it stands for. */
    interface Reading<T> {
        T read(Path file) throws IOException;
    }

    /** The text of a file, without white space around it. */
    static String text(String option, Path file) {
        return read(option, file, Files::readString).strip();
    }

    static <T> T read(String option, Path file, Reading<T> reading) {
        try {
            return reading.read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(option + " " + file + ": cannot be read (" + why(file, e) + ")", e);
        }
    }

    private static String why(Path file, IOException e) {
        if (Files.isDirectory(file)) {
            return "a folder";
        } else if (e instanceof NoSuchFileException) {
            return "no such file";
        } else if (e instanceof AccessDeniedException) {
            return "not permitted";
        } else if (e instanceof CharacterCodingException) {
            return "not UTF-8";
        }
        return String.valueOf(e.getMessage());
    }
}
