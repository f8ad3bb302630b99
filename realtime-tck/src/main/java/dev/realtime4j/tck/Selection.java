package dev.realtime4j.tck;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Which of the kit's tests a class runs.
 *
 * @param names what runs, in the form of {@link ShortRun#value()}; {@link #ALL} alone means everything
 * @param without what does not, although it is among the names
 * @param lengthy whether rules bring their {@link Lengthy} tests, too
 * @param note what the report says of the selection; empty where everything runs
 * @param reason why the other tests do not run
 */
record Selection(List<String> names, List<String> without, boolean lengthy, String note, String reason) {
    private static final String ALL = "*";

    static Selection of(ExtensionContext context) {
        Optional<String> wanted =
                context.getConfigurationParameter(ConformanceExtension.RULES).filter(text -> !text.isBlank());
        if (wanted.isPresent()) {
            List<String> names = Arrays.asList(wanted.get().trim().split("\\s*,\\s*"));
            requireKnown(ConformanceExtension.RULES, names);
            String note = "only " + ConformanceExtension.RULES + "=" + String.join(",", names);
            return new Selection(names, List.of(), true, note, "not among " + ConformanceExtension.RULES);
        }
        ShortRun brief = context.getRequiredTestClass().getAnnotation(ShortRun.class);
        boolean everything = context.getConfigurationParameter(ConformanceExtension.LONG)
                .map(Boolean::parseBoolean)
                .orElse(false);
        if (brief == null || everything) {
            return new Selection(List.of(ALL), List.of(), true, "", "");
        }
        return shortRun(List.of(brief.value()), List.of(brief.without()));
    }

    private static Selection shortRun(List<String> names, List<String> without) {
        requireKnown(
                "@ShortRun", Stream.concat(names.stream(), without.stream()).toList());
        String note = "short run of " + String.join(", ", names)
                + (without.isEmpty() ? "" : " without " + String.join(", ", without))
                + ", but for what is lengthy; all of it with "
                + ConformanceExtension.LONG + "=true";
        return new Selection(names, without, false, note, "left out of the short run");
    }

    /** What is misspelled would have no effect in silence. */
    static void requireKnown(String where, Collection<String> names) {
        List<Method> tests = Arrays.stream(TransportContract.class.getDeclaredClasses())
                .flatMap(group -> Arrays.stream(group.getSuperclass().getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Rule.class))
                .toList();
        for (String name : names) {
            if (tests.stream().noneMatch(test -> isMeant(name, test))) {
                throw new IllegalArgumentException(where + " names " + name + ", which is neither a rule nor a test");
            }
        }
    }

    boolean takes(Method test) {
        if (!lengthy && test.isAnnotationPresent(Lengthy.class)) {
            return names.contains(test.getName());
        }
        return names.stream().anyMatch(name -> isMeant(name, test))
                && without.stream().noneMatch(name -> isMeant(name, test));
    }

    private static boolean isMeant(String name, Method test) {
        if (name.endsWith("*")) {
            String start = name.substring(0, name.length() - 1);
            return rules(test).stream().anyMatch(rule -> rule.startsWith(start));
        }
        return name.equals(test.getName()) || rules(test).contains(name);
    }

    /** The rules that a test proves; none for what is no test of the kit. */
    static List<String> rules(Method test) {
        Rule rule = test.getAnnotation(Rule.class);
        return rule == null ? List.of() : List.of(rule.value());
    }
}
