package dev.realtime4j.server;

import dev.realtime4j.Event;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code realtime types}. */
@Command(
        name = "types",
        description = {
            "Print the events of a Java interface as types for TypeScript.",
            "A page that gives them to createRealtime or useRealtime is checked against what the server emits."
        },
        footer = {"", "Example:", "  realtime types --classpath target/classes com.example.AppEvents > events.ts"})
final class TypesCommand implements Callable<Integer> {
    private final Streams streams;

    @Option(
            names = "--classpath",
            paramLabel = "PATH",
            description = "Where the classes are: folders and JAR files, separated as for java.")
    private String classpath = ".";

    @Parameters(
            paramLabel = "CLASS",
            description = "The full name of the interface of the events; a nested one as in source code.")
    private String name = "";

    TypesCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String part : classpath.split(File.pathSeparator, -1)) {
            urls.add(Path.of(part).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), getClass().getClassLoader())) {
            streams.out().print(declaration(find(name, loader)));
            streams.out().flush();
            return 0;
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            throw new IllegalArgumentException(
                    "there is no class " + e.getMessage() + " in --classpath " + classpath + missing(), e);
        }
    }

    /** Finds a class by the names that {@code events} of a configuration may have: binary, or nested as in source code. */
    private static Class<?> find(String name, ClassLoader loader) throws ClassNotFoundException {
        for (String candidate = name; ; ) {
            try {
                return Class.forName(candidate, false, loader);
            } catch (ClassNotFoundException e) {
                int dot = candidate.lastIndexOf('.');
                if (dot < 0) {
                    throw new ClassNotFoundException(name, e);
                }
                candidate = candidate.substring(0, dot) + "$" + candidate.substring(dot + 1);
            }
        }
    }

    /** What of the class path is not there, as a JVM does not mind. */
    private String missing() {
        String parts = Arrays.stream(classpath.split(File.pathSeparator, -1))
                .filter(part -> Files.notExists(Path.of(part)))
                .collect(Collectors.joining(", "));
        return parts.isEmpty() ? "" : ", of which is not there: " + parts;
    }

    private static String declaration(Class<?> events) {
        // Says what is wrong with it, if anything is.
        Realtime.connect(RealtimeConfig.builder("memory:").events(events).build())
                .close();
        Map<String, Type> types = new TreeMap<>();
        collect(events, "", types);
        TypeScript script = new TypeScript();
        StringBuilder text = new StringBuilder("// The events of " + events.getName()
                + ", written by realtime types. Edit them there.\nexport type Events = {\n");
        types.forEach((event, data) -> text.append("  \"")
                .append(event)
                .append("\": ")
                .append(script.of(data))
                .append(";\n"));
        return text.append("};\n").append(script.declarations()).toString();
    }

    private static void collect(Class<?> type, String prefix, Map<String, Type> into) {
        for (Method method : type.getMethods()) {
            if (method.getReturnType() == Event.class
                    && method.getGenericReturnType() instanceof ParameterizedType event) {
                into.put(prefix + method.getName(), event.getActualTypeArguments()[0]);
            } else if (method.getReturnType().isInterface() && method.getReturnType() != Event.class) {
                collect(method.getReturnType(), prefix + method.getName() + ".", into);
            }
        }
    }
}
