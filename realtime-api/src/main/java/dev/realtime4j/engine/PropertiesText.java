package dev.realtime4j.engine;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Reads a properties file in UTF-8, entry by entry, so that each is known by its line. */
final class PropertiesText {
    private PropertiesText() {}

    /** The entries; a key that is given twice, and what cannot be read, is a fault. */
    static List<Settings.Given> read(Path file, List<String> faults) {
        List<String> lines;
        try {
            lines = Files.readString(file, StandardCharsets.UTF_8).lines().toList();
        } catch (CharacterCodingException e) {
            faults.add(file + ": is not UTF-8");
            return List.of();
        } catch (IOException e) {
            faults.add(file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
            return List.of();
        }
        List<Settings.Given> entries = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            int number = i + 1;
            StringBuilder entry = new StringBuilder(i == 0 ? withoutMark(lines.get(0)) : lines.get(i));
            boolean comment = entry.toString().stripLeading().startsWith("#")
                    || entry.toString().stripLeading().startsWith("!");
            while (!comment && isContinued(lines.get(i)) && i + 1 < lines.size()) {
                entry.append('\n').append(lines.get(++i));
            }
            String origin = file + ":" + number;
            for (Map.Entry<Object, Object> pair :
                    properties(entry.toString(), origin, faults).entrySet()) {
                String key = (String) pair.getKey();
                Integer before = seen.putIfAbsent(key, number);
                if (before != null) {
                    faults.add(origin + ": " + Names.shown(key) + " is given already in line " + before);
                } else {
                    entries.add(new Settings.Given(key, (String) pair.getValue(), origin));
                }
            }
        }
        return entries;
    }

    private static Properties properties(String entry, String origin, List<String> faults) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(entry));
        } catch (IOException | IllegalArgumentException e) {
            faults.add(origin + ": has a malformed \\u escape; write \\\\ for a backslash");
        }
        return properties;
    }

    private static String withoutMark(String line) {
        return line.startsWith("\uFEFF") ? line.substring(1) : line;
    }

    private static boolean isContinued(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
