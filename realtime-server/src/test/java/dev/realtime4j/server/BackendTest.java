package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendTest extends Cli {

    @TempDir
    Path folder;

    @Test
    void readsAFile() throws IOException {
        String file = file("url=" + url);
        run("emit", "--config", file, "--channel", "room-1", "--event", "e", "1")
                .ended(0);
        assertThat(data()).containsExactly("1");
    }

    @Test
    void namesEveryFaultOfAFile() throws IOException {
        String file = file("url=" + url + "\nrequest-timeot=3s\nclose-timeout=never");
        Run run = run("history", "--config", file, "--channel", "c").ended(2);
        assertThat(run.err.toString())
                .contains("request-timeot", "request-timeout", "close-timeout", "never")
                .doesNotContain("\tat ");
    }

    @Test
    void namesAFileThatIsNotThere() {
        String file = folder.resolve("none.properties").toString();
        assertThat(run("history", "--config", file, "--channel", "c")
                        .ended(2)
                        .err
                        .toString())
                .contains("none.properties");
    }

    @Test
    void theTransportTakesThePlaceOfTheFilesUrlAndKeepsItsOtherSettings() throws IOException {
        String file = file("url=memory:other\nmax-data-bytes=3");
        String[] emit = {"emit", "--config", file, "--transport", url, "--channel", "room-1", "--event", "e"};
        new Run(input("1\n"), emit).ended(0);
        assertThat(data()).containsExactly("1");
        assertThat(new Run(input("12345\n"), emit).ended(2).err.toString()).contains("line 1:", "3");
    }

    @Test
    void readsMoreThanAPage() throws IOException {
        String file = file("url=memory:large\nretention.max-messages=5000");
        try (Realtime large = Realtime.connect(RealtimeConfig.load(Path.of(file)))) {
            Channel numbers = large.channel("c");
            for (int i = 0; i < 2500; i++) {
                numbers.emit("e", i);
            }
            assertThat(run("history", "--config", file, "--channel", "c", "--limit", "9999")
                            .ended(0)
                            .lines())
                    .hasSize(2500);
            assertThat(run("history", "--config", file, "--channel", "c", "--limit", "1500", "--latest")
                            .ended(0)
                            .lines())
                    .hasSize(1500)
                    .last()
                    .asString()
                    .contains("\"data\":2499");
            assertThat(run("history", "--config", file, "--channel", "c")
                            .ended(0)
                            .lines())
                    .hasSize(1000);
        }
    }

    @Test
    void tellsNoPassword() {
        Run run = run("history", "--transport", "carrier-pigeon://ann:hush@roof?password=hush", "--channel", "c")
                .ended(2);
        assertThat(run.err.toString()).doesNotContain("hush");
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("realtime.properties"), text).toString();
    }
}
