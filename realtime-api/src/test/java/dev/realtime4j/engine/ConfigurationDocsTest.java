package dev.realtime4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigurationDocsTest {

    @Test
    void theTableOfKeysIsThatOfTheCode() throws IOException {
        List<List<String>> rows = Files.readAllLines(Path.of("..", "docs", "configuration.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Stream.of(line.split("\\|", -1))
                        .map(cell -> cell.strip().replace("`", ""))
                        .toList())
                .toList();
        assertThat(rows).hasSameSizeAs(Setting.values());
        Iterator<Setting> settings = EnumSet.allOf(Setting.class).iterator();
        for (List<String> cells : rows) {
            Setting setting = settings.next();
            assertThat(cells).as(setting.key()).hasSize(7);
            assertThat(cells.get(1)).isEqualTo(setting.key());
            assertThat(cells.get(2)).isEqualTo(Setting.environmentName(setting.key()));
            assertThat(cells.get(3)).as(setting.key()).isEqualTo(setting.defaultText());
            if (!setting.range().isEmpty()) {
                assertThat(cells.get(4)).as(setting.key()).isEqualTo(setting.range());
            }
            assertThat(cells.get(5)).as(setting.key()).isNotBlank();
        }
    }
}
