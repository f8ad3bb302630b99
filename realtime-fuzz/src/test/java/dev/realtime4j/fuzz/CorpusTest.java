package dev.realtime4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gives each target what fuzzing has kept, so that what was found once is found in every build. */
class CorpusTest {
    private static final Path CORPUS = Path.of("corpus");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "codec.Json",
                "engine.Names",
                "engine.Settings",
                "http.Frames",
                "http.Requests",
                "http.Tokens",
                "kafka.IndexFiles",
                "kafka.Records",
                "nats.Headers",
                "nats.Records",
                "redis.Entries",
                "server.Replies"
            })
    void whatIsKeptDoesNoHarm(String target) throws Throwable {
        List<byte[]> inputs = Corpus.read(CORPUS.resolve(target + ".txt"));
        assertThat(inputs).as("inputs of " + target).isNotEmpty();
        MethodHandle run = target(target);
        for (byte[] input : inputs) {
            try {
                run.invoke(input);
            } catch (Throwable e) {
                throw new AssertionError(
                        target + " fails with " + Base64.getEncoder().encodeToString(input), e);
            }
        }
    }

    @Test
    void everyFileIsOfATarget() throws Exception {
        try (Stream<Path> files = Files.list(CORPUS)) {
            for (Path file : files.toList()) {
                assertThat(target(file.getFileName().toString().replace(".txt", "")))
                        .isNotNull();
            }
        }
    }

    private static MethodHandle target(String name) throws ReflectiveOperationException {
        Class<?> type = Class.forName("dev.realtime4j." + name + "Fuzz");
        return MethodHandles.publicLookup()
                .findStatic(type, "fuzzerTestOneInput", MethodType.methodType(void.class, byte[].class));
    }
}
