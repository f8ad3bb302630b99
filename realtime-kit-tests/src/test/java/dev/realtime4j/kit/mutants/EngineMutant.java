package dev.realtime4j.kit.mutants;

import java.util.Optional;

/**
 * A broken engine: an edit of one of its source files.
 *
 * @param rule the rule that it breaks
 * @param name what it does wrong
 * @param file a file of the engine's package, without its ending
 * @param find text that occurs in it exactly once; runs of white space are alike
 * @param replace what stands there instead
 */
record EngineMutant(String rule, String name, String file, String find, String replace) {

    /** What hinders this edit, or nothing. */
    Optional<String> fault(String source) {
        int count = 0;
        String text = plain(source);
        for (int at = text.indexOf(plain(find)); at >= 0; at = text.indexOf(plain(find), at + 1)) {
            count++;
        }
        return count == 1
                ? Optional.empty()
                : Optional.of("Engine mutant \"" + name + "\": its text occurs " + count + " times in " + file
                        + ".java, not once. Has the engine changed? Adapt the mutant in EngineMutants or"
                        + " EmitterMutants.\n"
                        + "    "
                        + find);
    }

    String edited(String source) {
        return plain(source).replace(plain(find), replace);
    }

    /** Comments to the end of the line go first, since lines are joined. */
    private static String plain(String source) {
        return source.replaceAll("(?m)(^|\\s)//.*$", "").replaceAll("\\s+", " ");
    }
}
