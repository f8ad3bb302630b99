package dev.realtime4j.kit.mutants;

import dev.realtime4j.Realtime;
import dev.realtime4j.inmemory.InMemoryTransport;
import dev.realtime4j.tck.TransportContract;
import java.io.IOException;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Tests over an engine some of whose files were compiled from other source. All classes of the project are its own. */
final class EditedEngine extends URLClassLoader {
    private static final String PREFIX = "dev.realtime4j.";
    private static final Path API = place(Realtime.class);
    private static final List<Path> KIT =
            List.of(API, place(InMemoryTransport.class), place(TransportContract.class), place(MutantContract.class));
    private static final List<String> SETTINGS_TESTS = List.of("SettingsTest", "SettingValuesTest", "SecretsTest");

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    /** One for all, so that the class path is read once; for one thread at a time. */
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

    private EditedEngine(URL[] urls) {
        super(urls, EditedEngine.class.getClassLoader());
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The engine under the kit. */
    static EditedEngine underTheKit(Map<String, String> sources, Path folder) throws IOException {
        return of(sources, folder, KIT);
    }

    /** The engine under tests of its own module. */
    static EditedEngine underItsOwnTests(Map<String, String> sources, Path folder) throws IOException {
        return of(sources, folder, List.of(API, EngineSource.MODULE.resolve("target/test-classes")));
    }

    /**
     * Compiles and loads.
     *
     * @param sources the edited source of each file of the engine's package
     * @param folder where to put the classes
     * @param others where the classes are that were not edited
     */
    private static EditedEngine of(Map<String, String> sources, Path folder, List<Path> others) throws IOException {
        Files.createDirectories(folder);
        List<JavaFileObject> files = new ArrayList<>();
        sources.forEach((file, source) -> files.add(new Source(file, source)));
        StringWriter faults = new StringWriter();
        String classPath = Stream.concat(
                        others.stream().map(Path::toString), Stream.of(System.getProperty("java.class.path")))
                .collect(Collectors.joining(System.getProperty("path.separator")));
        List<String> options = List.of("-proc:none", "-nowarn", "-d", folder.toString(), "-classpath", classPath);
        boolean compiled;
        synchronized (COMPILER) {
            compiled =
                    COMPILER.getTask(faults, FILES, null, options, null, files).call();
        }
        if (!compiled) {
            throw new IllegalStateException("An engine mutant does not compile: " + faults);
        }
        List<URL> urls = new ArrayList<>();
        urls.add(url(folder));
        for (Path other : others) {
            urls.add(url(other));
        }
        return new EditedEngine(urls.toArray(URL[]::new));
    }

    private static URL url(Path place) throws MalformedURLException {
        return place.toUri().toURL();
    }

    List<Class<?>> contract() throws ClassNotFoundException {
        return List.of(loadClass(MutantContract.class.getName()));
    }

    /** The tests of settings and secrets. */
    List<Class<?>> settingsTests() throws ClassNotFoundException {
        List<Class<?>> tests = new ArrayList<>();
        for (String test : SETTINGS_TESTS) {
            tests.add(loadClass(PREFIX + "engine." + test));
        }
        return tests;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(PREFIX)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }

    /** Source in memory. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("string:///dev/realtime4j/engine/" + file + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
