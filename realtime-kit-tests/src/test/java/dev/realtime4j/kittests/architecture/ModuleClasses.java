package dev.realtime4j.kittests.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The class files of the modules beside this one. They are read from the build folders, not from the class path, because
 * the tests of the other modules are on nobody's class path. This module is the last one of the reactor.
 */
public final class ModuleClasses {
    /** What the modules consist of, without tests. */
    public static final JavaClasses MAIN = of("target/classes");

    /** Everything, tests and this module included. */
    public static final JavaClasses MAIN_AND_TESTS = of("target/classes", "target/test-classes");

    private ModuleClasses() {}

    private static JavaClasses of(String... folders) {
        try (var modules = Files.list(Path.of(".."))) {
            List<Path> found = modules.filter(
                            module -> module.getFileName().toString().startsWith("realtime-"))
                    .flatMap(module -> List.of(folders).stream().map(module::resolve))
                    .filter(Files::isDirectory)
                    .toList();
            return new ClassFileImporter().importPaths(found);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
