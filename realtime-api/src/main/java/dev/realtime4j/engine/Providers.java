package dev.realtime4j.engine;

import dev.realtime4j.spi.TransportProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backends on the class path or module path. */
final class Providers {
    private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

    private Providers() {}

    /** The class loaders to ask: the thread's, as applications in containers need it, and this library's own. */
    static List<ClassLoader> loaders() {
        return Stream.of(Thread.currentThread().getContextClassLoader(), Providers.class.getClassLoader())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** All providers, each class once. One that cannot be made is logged and left out. */
    static List<TransportProvider> all() {
        Map<Class<?>, TransportProvider> found = new LinkedHashMap<>();
        Set<String> broken = new LinkedHashSet<>();
        for (ClassLoader loader : loaders()) {
            Iterator<TransportProvider> providers =
                    ServiceLoader.load(TransportProvider.class, loader).iterator();
            while (true) {
                try {
                    if (!providers.hasNext()) {
                        break;
                    }
                    TransportProvider provider = providers.next();
                    found.putIfAbsent(provider.getClass(), provider);
                } catch (ServiceConfigurationError e) {
                    // A damaged file gives the same error over and over.
                    if (!broken.add(String.valueOf(e.getMessage()))) {
                        break;
                    }
                    LOG.warn("A backend on the class path cannot be used: {}", e.getMessage());
                }
            }
        }
        return new ArrayList<>(found.values());
    }

    /**
     * The one provider for a URL's scheme.
     *
     * @throws IllegalArgumentException if there is no scheme, or none or several for it; names what was found
     */
    static TransportProvider forUrl(String url) {
        List<TransportProvider> all = all();
        String scheme = BackendUrl.scheme(url);
        if (scheme == null) {
            throw new IllegalArgumentException("the URL must start with a scheme and a colon, as in memory: or"
                    + " redis://localhost:6379. " + found(all));
        }
        List<TransportProvider> fitting = all.stream()
                .filter(provider -> provider.schemes().contains(scheme))
                .toList();
        if (fitting.isEmpty()) {
            throw new IllegalArgumentException("no backend for the scheme \"" + scheme + "\". " + found(all));
        }
        if (fitting.size() > 1) {
            throw new IllegalArgumentException(
                    "several backends for the scheme \"" + scheme + "\", of which one must go: " + listed(fitting));
        }
        return fitting.get(0);
    }

    /** Whether a backend understands an option. */
    static boolean knows(TransportProvider provider, String option) {
        return (provider.options().contains(option) && !option.endsWith("."))
                || provider.options().stream()
                        .anyMatch(known ->
                                known.endsWith(".") && option.startsWith(known) && option.length() > known.length());
    }

    private static String found(List<TransportProvider> all) {
        return all.isEmpty()
                ? "No backend was found: is its module on the class path?"
                : "Found on the class path: " + listed(all);
    }

    private static String listed(List<TransportProvider> providers) {
        return providers.stream()
                .map(provider -> provider.schemes().stream()
                                .sorted()
                                .map(scheme -> scheme + ":")
                                .toList() + " (" + provider.getClass().getName() + ")")
                .collect(Collectors.joining(", "));
    }
}
