package dev.realtime4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.EventType;
import dev.realtime4j.codec.JacksonCodec;
import jakarta.validation.constraints.NotBlank;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What works where an application has less on its path than these tests have, or has modules. */
class BareRuntimeTest {
    @TempDir
    Path folder;

    record Alert(@NotBlank String text) {}

    /** Prints what becomes of data that only an annotation refuses. */
    public static final class Program {
        private Program() {}

        /** Runs in a JVM of its own. */
        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                byte[] json = EventData.encode(
                        "alert", new Alert(" "), EventType.of("alert", Alert.class), JacksonCodec.DEFAULT, 1000);
                System.out.println(new String(json, StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void withoutJakartaValidationNothingIsCheckedAndNothingIsSaid() throws Exception {
        assertThat(run("-cp", path("hibernate-validator", "validation-api"), Program.class.getName()))
                .containsExactly("{\"text\":\" \"}", "{\"text\":\" \"}");
    }

    @Test
    void withoutAProviderOfItThatIsSaidOnce() throws Exception {
        assertThat(run("-cp", path("hibernate-validator"), Program.class.getName()))
                .hasSize(3)
                .contains("{\"text\":\" \"}")
                .anySatisfy(line -> assertThat(line).contains("INFO").contains("no provider"));
    }

    @Test
    void aProviderThatDoesNotStartIsAWarning() throws Exception {
        // Hibernate Validator needs the expression language.
        List<String> lines = run("-cp", path("expressly", "jakarta.el"), Program.class.getName());
        assertThat(lines).contains("{\"text\":\" \"}");
        assertThat(lines.stream().filter(line -> line.contains("WARN")))
                .singleElement()
                .asString()
                .contains("not checked");
    }

    @Test
    void aModulesOwnInterfacesAndRecordsWork() throws Exception {
        Path source = folder.resolve("src");
        write(source.resolve("module-info.java"), """
                module app {
                    requires dev.realtime4j;
                    opens app to tools.jackson.databind;
                }
                """);
        write(source.resolve("app/Main.java"), """
                package app;
                import dev.realtime4j.*;
                import dev.realtime4j.spi.*;
                import java.lang.reflect.Proxy;
                import java.util.concurrent.*;
                class Main {
                    record Alert(String text) {}
                    interface AppEvents { Notification notification(); }
                    interface Notification { Event<Alert> alert(); }
                    public static void main(String[] arguments) {
                        Transport transport = (Transport) Proxy.newProxyInstance(Main.class.getClassLoader(),
                            new Class<?>[] {Transport.class}, (proxy, method, given) -> {
                                if (method.getName().equals("append")) {
                                    Entry entry = (Entry) given[1];
                                    System.out.println(given[0] + " " + entry.event() + " " + new String(entry.json()));
                                    return CompletableFuture.completedFuture(new MessageId(1, 2));
                                }
                                return null;
                            });
                        RealtimeConfig config = RealtimeConfig.builder().events(AppEvents.class).strict().build();
                        try (Realtime realtime = Realtime.over(transport, config)) {
                            AppEvents events = realtime.channel("c").events(AppEvents.class);
                            System.out.println(events.notification().alert().emit(new Alert("Hi")));
                            System.out.println(Main.class.getModule().getName() + " "
                                + Realtime.class.getModule().getName());
                        }
                    }
                }
                """);
        String modules = path("hibernate-validator", "jackson-databind-2", "jackson-core-2");
        var compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(
                        null,
                        null,
                        null,
                        "--module-path",
                        modules,
                        "-d",
                        folder.resolve("app").toString(),
                        source.resolve("module-info.java").toString(),
                        source.resolve("app/Main.java").toString()))
                .isZero();
        assertThat(run("--module-path", folder.resolve("app") + File.pathSeparator + modules, "-m", "app/app.Main"))
                .contains("c notification.alert {\"text\":\"Hi\"}", "1-2", "app dev.realtime4j");
    }

    private static void write(Path file, String text) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** The class path of these tests without some of it. */
    private static String path(String... without) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Stream.of(without).noneMatch(new File(entry).getName()::contains))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private List<String> run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            List<String> lines = Files.readAllLines(output);
            assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }
}
