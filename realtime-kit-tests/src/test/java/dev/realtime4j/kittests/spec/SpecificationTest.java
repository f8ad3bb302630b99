package dev.realtime4j.kittests.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import dev.realtime4j.kittests.architecture.ModuleClasses;
import dev.realtime4j.tck.Rule;
import dev.realtime4j.tck.TransportContract;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every rule of {@code SPEC.md} has a test that is there, and every test of the kit has a rule that names it. */
@Tag("once")
class SpecificationTest {
    private static final String CAN_RUN = "org.junit.jupiter.api.Test";
    private static final String CAN_RUN_OFTEN = "org.junit.jupiter.params.ParameterizedTest";

    private final Specification specification = Specification.read();

    @Test
    void everyRuleHasATestAndAnIntent() {
        assertThat(specification.tests()).isNotEmpty();
        specification.tests().forEach((rule, tests) -> {
            assertThat(tests).as("the tests that SPEC.md names for " + rule).isNotEmpty();
            assertThat(tests).as("the tests that SPEC.md names for " + rule).doesNotHaveDuplicates();
            assertThat(specification.intents(rule)).as("intents of " + rule).isEqualTo(1);
        });
    }

    @Test
    void everyTestOfTheKitHasARuleThatIsItsName() {
        for (Method test : kit().toList()) {
            assertThat(rules(test))
                    .as("the rules of " + name(test))
                    .isNotEmpty()
                    .doesNotHaveDuplicates();
            assertThat(test.getName()).as(name(test)).startsWith(rules(test).get(0) + "_");
            assertThat(specification.tests().keySet())
                    .as("the rules of SPEC.md; " + name(test) + " proves " + rules(test))
                    .containsAll(rules(test));
        }
    }

    @Test
    void theSpecificationNamesForEachRuleTheTestsOfTheKitThatProveIt() {
        specification.tests().forEach((rule, named) -> {
            Set<String> proving = kit().filter(test -> rules(test).contains(rule))
                    .map(SpecificationTest::name)
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> written =
                    named.stream().filter(name -> name.contains(".")).collect(Collectors.toCollection(TreeSet::new));
            assertThat(written)
                    .as("SPEC.md names for " + rule + " the tests that are marked @Rule(\"" + rule + "\")")
                    .isEqualTo(proving);
        });
    }

    /** Without a dot it is a class of tests, of any module. */
    @Test
    void everyOtherTestThatTheSpecificationNamesIsThere() {
        Set<String> tests = ModuleClasses.MAIN_AND_TESTS.stream()
                .filter(type -> type.getMethods().stream().anyMatch(SpecificationTest::canRun))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        specification
                .tests()
                .forEach((rule, named) -> named.stream()
                        .filter(name -> !name.contains(".") && !tests.contains(name))
                        .forEach(name -> missing.add(rule + ": " + name)));
        assertThat(missing)
                .as("tests that SPEC.md names and that are not there")
                .isEmpty();
    }

    private static boolean canRun(JavaMethod method) {
        return method.isAnnotatedWith(CAN_RUN) || method.isAnnotatedWith(CAN_RUN_OFTEN);
    }

    /** The tests of the kit: those of the groups that the contract consists of. */
    private static Stream<Method> kit() {
        return Arrays.stream(TransportContract.class.getDeclaredClasses())
                .filter(type -> type.isAnnotationPresent(Nested.class))
                .<Class<?>>map(Class::getSuperclass)
                .flatMap(group -> Arrays.stream(group.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class));
    }

    private static List<String> rules(Method test) {
        Rule rule = test.getAnnotation(Rule.class);
        return rule == null ? List.of() : List.of(rule.value());
    }

    private static String name(Method test) {
        return test.getDeclaringClass().getSimpleName() + "." + test.getName();
    }
}
