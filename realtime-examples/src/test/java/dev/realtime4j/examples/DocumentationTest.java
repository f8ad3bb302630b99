package dev.realtime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documentation shows is what is compiled and run as an example, and its links lead somewhere. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> DOCUMENTS = List.of(
            "README.md",
            "docs/guide.md",
            "docs/http.md",
            "docs/browser.md",
            "docs/write-a-transport.md",
            "realtime-http/README.md",
            "realtime-js/README.md");
    private static final Set<String> RUN = Set.of("java", "js", "jsx");
    private static final Pattern MARK = Pattern.compile("<!-- example: ([\\w.]+)#([\\w-]+) -->");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]*)(?:#([^)]*))?\\)");

    /** A block of code, and the region that the comment before it names. */
    record Block(
            String file,
            int line,
            String language,
            @Nullable String mark,
            List<String> code) {
        @Override
        public String toString() {
            return file + ":" + line + " " + mark;
        }
    }

    static Stream<String> documents() {
        return DOCUMENTS.stream();
    }

    static Stream<Block> codeBlocks() {
        return documents()
                .flatMap(file -> blocks(file).stream())
                .filter(block -> block.mark != null || RUN.contains(block.language));
    }

    @ParameterizedTest
    @MethodSource("codeBlocks")
    void eachBlockOfCodeIsARegionOfAnExample(Block block) {
        assertThat(block.mark)
                .as("the comment before the block: every block of Java or JavaScript must be quoted")
                .isNotNull();
        Matcher mark = MARK.matcher(String.valueOf(block.mark));
        assertThat(mark.matches()).isTrue();
        assertThat(block.code).isEqualTo(Regions.of(mark.group(1), mark.group(2)));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void eachLinkLeadsToAFileAndAHeading(String file) {
        Path document = ROOT.resolve(file);
        for (String line : Regions.lines(document)) {
            Matcher link = LINK.matcher(line);
            while (link.find()) {
                Path target = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
                assertThat(target).as(line).exists();
                if (link.group(2) != null) {
                    assertThat(headings(target)).as(line).contains(link.group(2));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md"})
    void theReadmeStaysShort(String file) {
        assertThat(Regions.lines(ROOT.resolve(file))).hasSizeLessThanOrEqualTo(150);
    }

    private static List<String> headings(Path file) {
        return Regions.lines(file).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static List<Block> blocks(String file) {
        assertThat(Files.exists(ROOT.resolve(file))).as(file).isTrue();
        List<Block> blocks = new ArrayList<>();
        String mark = null;
        List<String> code = null;
        String language = "";
        int number = 0;
        for (String line : Regions.lines(ROOT.resolve(file))) {
            number++;
            String text = line.strip();
            if (code != null) {
                if (text.equals("```")) {
                    blocks.add(new Block(file, number - code.size() - 1, language, mark, Regions.unindented(code)));
                    code = null;
                    mark = null;
                } else {
                    code.add(line);
                }
            } else if (text.startsWith("```")) {
                language = text.substring(3);
                code = new ArrayList<>();
            } else if (!text.isEmpty()) {
                mark = text.startsWith("<!-- example:") ? text : null;
            }
        }
        return blocks;
    }
}
