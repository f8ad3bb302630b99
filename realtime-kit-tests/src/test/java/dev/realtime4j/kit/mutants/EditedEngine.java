package dev.realtime4j.kit.mutants;

import dev.realtime4j.Realtime;
import dev.realtime4j.inmemory.InMemoryTransport;
import dev.realtime4j.tck.TransportContract;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The kit over an engine some of whose files were compiled from other source. All classes of the project are its own. */
final class EditedEngine extends URLClassLoader {
    private static final String PREFIX = "dev.realtime4j.";
    private static final String ENGINE = "src/main/java/dev/realtime4j/engine/";
    private static final List<Class<?>> ONE_OF_EACH_MODULE =
            List.of(Realtime.class, InMemoryTransport.class, TransportContract.class, MutantContract.class);

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    /** One for all, so that the class path is read once; for one thread at a time. */
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

    private EditedEngine(URL[] urls) {
        super(urls, EditedEngine.class.getClassLoader());
    }

    /** The engine's source as it stands. */
    static String source(String file) {
        Path module = Stream.of(Path.of("..", "realtime-api"), Path.of("realtime-api"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("realtime-api is not beside this module"));
        try {
            return Files.readString(module.resolve(ENGINE + file + ".java"));
        } catch (IOException e) {
            throw new IllegalStateException("Engine mutants edit " + file + ".java, which cannot be read", e);
        }
    }

    /**
     * Compiles and loads.
     *
     * @param sources the edited source of each file of the engine's package
     * @param folder where to put the classes
     */
    static EditedEngine of(Map<String, String> sources, Path folder) throws IOException {
        Files.createDirectories(folder);
        List<JavaFileObject> files = new ArrayList<>();
        sources.forEach((file, source) -> files.add(new Source(file, source)));
        StringWriter faults = new StringWriter();
        List<URL> urls = new ArrayList<>();
        StringBuilder classPath = new StringBuilder();
        urls.add(folder.toUri().toURL());
        for (Class<?> type : ONE_OF_EACH_MODULE) {
            URL url = type.getProtectionDomain().getCodeSource().getLocation();
            urls.add(url);
            classPath.append(new File(url.getPath())).append(File.pathSeparator);
        }
        classPath.append(System.getProperty("java.class.path"));
        List<String> options =
                List.of("-proc:none", "-nowarn", "-d", folder.toString(), "-classpath", classPath.toString());
        boolean compiled;
        synchronized (COMPILER) {
            compiled =
                    COMPILER.getTask(faults, FILES, null, options, null, files).call();
        }
        if (!compiled) {
            throw new IllegalStateException("An engine mutant does not compile: " + faults);
        }
        return new EditedEngine(urls.toArray(URL[]::new));
    }

    Class<?> contract() throws ClassNotFoundException {
        return loadClass(MutantContract.class.getName());
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
