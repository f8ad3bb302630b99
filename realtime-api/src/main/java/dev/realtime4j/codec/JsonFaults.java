package dev.realtime4j.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Says in one line what Jackson found, and where in the data. */
final class JsonFaults {
    private static final int MAX_REASON = 300;
    private static final int MAX_STEPS = 8;

    private JsonFaults() {}

    static JsonMismatchException of(JacksonException e) {
        return new JsonMismatchException(path(e.getPath()), reason(e), e);
    }

    /** The first line of the message, without the excerpt of the source and the chain of references. */
    static String reason(JacksonException e) {
        return oneLine(e.getOriginalMessage());
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
        int count = 0;
        for (JacksonException.Reference step : steps) {
            if (count++ == MAX_STEPS && steps.size() > MAX_STEPS + 1) {
                return path.append('…').toString();
            }
            String name = step.getPropertyName();
            if (name == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else if (isIdentifier(name)) {
                path.append('.').append(name);
            } else {
                path.append("['").append(oneLine(name)).append("']");
            }
        }
        return path.toString();
    }

    private static boolean isIdentifier(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_REASON
                && Character.isJavaIdentifierStart(name.charAt(0))
                && name.chars().allMatch(c -> Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
    }
}
