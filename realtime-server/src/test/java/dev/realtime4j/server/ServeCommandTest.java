package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps {@code realtime serve} from starting. */
class ServeCommandTest extends Cli {
    @TempDir
    Path folder;

    private static String told(int code, String... args) {
        return run(args).ended(code).err.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--api-keys", "--jwt-secret", "--jwt-keys"})
    void aFileThatCannotBeReadIsNamedWithItsOption(String option) {
        Path missing = folder.resolve("nope");
        assertThat(told(2, "serve", "--port", "0", option, missing.toString()))
                .contains("realtime: " + option + " " + missing + ": cannot be read (no such file)\n");
        assertThat(told(2, "serve", "--port", "0", option, folder.toString()))
                .contains("realtime: " + option + " " + folder + ": cannot be read (a folder)\n");
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        try (RealtimeServer server = RealtimeServer.builder(realtime).port(0).start()) {
            String port = Integer.toString(server.uri().getPort());
            assertThat(told(1, "serve", "--port", port))
                    .contains("realtime: 127.0.0.1:" + port + " is in use; choose another with --port\n");
        }
    }

    @Test
    void aHostThatIsNotKnownIsNamed() {
        assertThat(told(1, "serve", "--port", "0", "--host", "no-such-host.invalid"))
                .contains("realtime: cannot listen on no-such-host.invalid:0: no host is known by that name\n");
    }
}
