package dev.realtime4j.codec;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamContext;

/** Says in one line what Jackson found, and where in the data. */
final class JsonFaults {
    private static final int MAX_REASON = 300;
    private static final int MAX_STEPS = 8;
    private static final Pattern ADVICE =
            Pattern.compile(" \\(to avoid exception, disable [^)]*\\)|: enable `JsonReadFeature\\.\\w+` to allow");

    private JsonFaults() {}

    static JsonMismatchException of(JacksonException e) {
        return new JsonMismatchException(path(e.getPath()), reason(e), e);
    }

    /** The first line of the message, without the excerpt of the source, the chain of references and Jackson's switches. */
    static String reason(JacksonException e) {
        return oneLine(ADVICE.matcher(oneLine(e.getOriginalMessage())).replaceAll(""));
    }

    static String oneLine(@Nullable String message) {
        if (message == null || message.isBlank()) {
            return "no reason given";
        }
        String line = message.strip().lines().findFirst().orElse("").strip();
        return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON) + "…";
    }

    /** A path such as {@code $.user.name[0]}; of an endless one, as a cycle makes it, only the beginning. */
    static String path(List<JacksonException.Reference> steps) {
        StringBuilder path = new StringBuilder("$");
        for (int i = 0; i < steps.size(); i++) {
            if (i == MAX_STEPS) {
                return path.append('…').toString();
            }
            append(path, steps.get(i).getPropertyName(), steps.get(i).getIndex());
        }
        return path.toString();
    }

    /** The path to where a parser has come. */
    static String path(@Nullable TokenStreamContext place) {
        Deque<TokenStreamContext> steps = new ArrayDeque<>();
        for (TokenStreamContext step = place; step != null && !step.inRoot(); step = step.getParent()) {
            steps.addFirst(step);
        }
        StringBuilder path = new StringBuilder("$");
        int count = 0;
        for (TokenStreamContext step : steps) {
            if (count++ == MAX_STEPS) {
                return path.append('…').toString();
            }
            if (step.inArray() || step.currentName() != null) {
                append(path, step.inArray() ? null : step.currentName(), Math.max(0, step.getCurrentIndex()));
            }
        }
        return path.toString();
    }

    private static void append(StringBuilder path, @Nullable String name, int index) {
        if (name == null) {
            path.append('[').append(index).append(']');
        } else if (isIdentifier(name)) {
            path.append('.').append(name);
        } else {
            path.append("['").append(oneLine(name)).append("']");
        }
    }

    private static boolean isIdentifier(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_REASON
                && Character.isJavaIdentifierStart(name.charAt(0))
                && name.chars().allMatch(c -> Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
    }
}
