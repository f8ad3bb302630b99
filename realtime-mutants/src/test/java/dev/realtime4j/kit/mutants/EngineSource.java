package dev.realtime4j.kit.mutants;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The engine's source as it stands, and edits of it. An edit survives what changes the layout, adds comments or moves the
 * code to another file; it fails loudly where its text is not there any more.
 */
final class EngineSource {
    /** The build folder and the source of the module that holds the engine, seen from this module or from the root. */
    static final Path MODULE = Stream.of(Path.of("..", "realtime-api"), Path.of("realtime-api"))
            .filter(Files::isDirectory)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("realtime-api is not beside this module"));

    private static final Path FOLDER = MODULE.resolve("src/main/java/dev/realtime4j/engine");
    private static final String ENDING = ".java";
    private static final Pattern WORD = Pattern.compile("\\w+|\\S");
    private static final String BETWEEN = "(?:\\s|//[^\\n]*\\n)";

    private final Map<String, String> files;

    private EngineSource(Map<String, String> files) {
        this.files = files;
    }

    static EngineSource read() {
        try (Stream<Path> folder = Files.list(FOLDER)) {
            Map<String, String> files = new TreeMap<>();
            for (Path file :
                    folder.filter(path -> path.toString().endsWith(ENDING)).toList()) {
                String name = file.getFileName().toString();
                files.put(name.substring(0, name.length() - ENDING.length()), Files.readString(file));
            }
            return new EngineSource(files);
        } catch (IOException e) {
            throw new UncheckedIOException("Engine mutants edit the engine's source, which cannot be read", e);
        }
    }

    /** The unedited source of some files. */
    Map<String, String> of(Set<String> names) {
        return names.stream().filter(files::containsKey).collect(Collectors.toMap(name -> name, files::get));
    }

    /**
     * The source of the files that a mutant changes, as it wants it.
     *
     * @throws IllegalStateException if one of its edits cannot be made; says which and what to do
     */
    Map<String, String> edited(EngineMutant mutant) {
        Map<String, String> edited = new HashMap<>();
        for (EngineMutant.Edit edit : mutant.edits()) {
            Pattern text = pattern(edit.find());
            String file = place(mutant, edit, text);
            String source = edited.getOrDefault(file, files.getOrDefault(file, ""));
            edited.put(file, text.matcher(source).replaceFirst(Matcher.quoteReplacement(edit.replace())));
        }
        return edited;
    }

    /** The file that is meant: the named one, else the only other one that has the text. */
    private String place(EngineMutant mutant, EngineMutant.Edit edit, Pattern text) {
        long here = count(text, files.getOrDefault(edit.file(), ""));
        List<String> others = new ArrayList<>();
        if (here == 0) {
            files.forEach((name, source) -> others.addAll(
                    text.matcher(source).results().map(found -> name).toList()));
        }
        if (here == 1 || others.size() == 1) {
            return here == 1 ? edit.file() : others.get(0);
        }
        throw new IllegalStateException("Engine mutant \"" + mutant.name() + "\" of " + mutant.rule()
                + " cannot be made: its text occurs " + here + " times in " + edit.file() + ENDING
                + (here == 0 ? " and " + others.size() + " times elsewhere in the engine" : "")
                + ". The engine has changed: look for the place that now keeps the rule, and adapt the edit.\n    "
                + edit.find());
    }

    private static long count(Pattern text, String source) {
        return text.matcher(source).results().count();
    }

    /** Matches the same words in the same order, whatever stands between them. */
    private static Pattern pattern(String text) {
        StringBuilder pattern = new StringBuilder();
        boolean wordBefore = false;
        for (Matcher word = WORD.matcher(text); word.find(); ) {
            boolean isWord = Character.isJavaIdentifierPart(word.group().charAt(0));
            if (!pattern.isEmpty()) {
                pattern.append(BETWEEN).append(wordBefore && isWord ? '+' : '*');
            } else if (isWord) {
                pattern.append("\\b");
            }
            pattern.append(Pattern.quote(word.group()));
            wordBefore = isWord;
        }
        return Pattern.compile(pattern.toString());
    }
}
