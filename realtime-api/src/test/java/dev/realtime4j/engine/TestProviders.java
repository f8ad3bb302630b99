package dev.realtime4j.engine;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.spi.TransportProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** Backends that are on the class path as long as a test wants them to be. */
public final class TestProviders {
    private TestProviders() {}

    /** Takes {@code one://}; options as a backend may have them. */
    public static class One implements TransportProvider {
        @Override
        public String name() {
            return "one";
        }

        @Override
        public Set<String> schemes() {
            return Set.of("one", "ones");
        }

        @Override
        public Set<String> options() {
            return Set.of("key-prefix", "format", "password", "client.");
        }

        @Override
        public List<String> check(RealtimeConfig config) {
            String format = config.options().getOrDefault("format", "plain");
            return format.equals("plain")
                    ? List.of()
                    : List.of("format must be plain, got " + format + " with "
                            + config.options().get("password"));
        }

        @Override
        public Transport open(RealtimeConfig config) {
            return transport();
        }
    }

    /** Takes {@code two:}. */
    public static class Two extends One {
        @Override
        public String name() {
            return "two";
        }

        @Override
        public Set<String> schemes() {
            return Set.of("two");
        }

        @Override
        public Set<String> options() {
            return Set.of("key-prefix");
        }
    }

    /** Takes a scheme of {@link One} for itself. */
    public static class Rival extends Two {
        @Override
        public Set<String> schemes() {
            return Set.of("one");
        }
    }

    static Transport transport() {
        return (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, (proxy, method, arguments) -> null);
    }

    /** Runs something with these backends on the class path, and no others. */
    static <T> T with(List<String> classNames, Callable<T> body) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        Path services = Files.createTempFile("services", ".txt");
        try {
            Files.write(services, classNames);
            thread.setContextClassLoader(new Loader(services));
            return body.call();
        } finally {
            thread.setContextClassLoader(before);
            Files.delete(services);
        }
    }

    static <T> T with(Callable<T> body, Class<?>... providers) throws Exception {
        return with(Arrays.stream(providers).map(Class::getName).toList(), body);
    }

    private static final class Loader extends ClassLoader {
        private final Path services;

        Loader(Path services) {
            super(TestProviders.class.getClassLoader());
            this.services = services;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            try {
                return name.equals("META-INF/services/" + TransportProvider.class.getName())
                        ? Collections.enumeration(List.of(services.toUri().toURL()))
                        : super.getResources(name);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
