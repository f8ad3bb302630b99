package dev.realtime4j.kittests.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import dev.realtime4j.kittests.architecture.ModuleClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every claim of {@code docs/security.md} names a test that is there. */
@Tag("once")
class SecurityDocsTest {
    private static final Path FILE = Path.of("..", "docs", "security.md");
    private static final Pattern NAME = Pattern.compile("`(\\w+#\\w+)`");
    private static final Pattern CLAIM = Pattern.compile("\\| (?!-|claim \\|).*\\|");
    private static final Set<String> RUN = Set.of(
            "org.junit.jupiter.api.Test",
            "org.junit.jupiter.api.TestFactory",
            "org.junit.jupiter.params.ParameterizedTest");

    private static List<String> lines() throws IOException {
        return Files.readAllLines(FILE);
    }

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        Set<String> tests = ModuleClasses.MAIN_AND_TESTS.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(SecurityDocsTest::canRun)
                .map(test -> test.getOwner().getSimpleName() + "#" + test.getName())
                .collect(Collectors.toSet());
        List<String> named = NAME.matcher(String.join("\n", lines()))
                .results()
                .map(MatchResult::group)
                .map(name -> name.substring(1, name.length() - 1))
                .toList();
        assertThat(named).hasSizeGreaterThan(50);
        assertThat(tests).containsAll(named);
    }

    @Test
    void everyClaimNamesATest() throws IOException {
        List<String> claims =
                lines().stream().filter(line -> CLAIM.matcher(line).matches()).toList();
        assertThat(claims).isNotEmpty().allSatisfy(claim -> assertThat(claim).containsPattern(NAME));
    }

    private static boolean canRun(JavaMethod method) {
        return RUN.stream().anyMatch(method::isAnnotatedWith);
    }
}
