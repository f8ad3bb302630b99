package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Transports that treat names and data as something else than text of their own right (Rules N1 to N6). */
final class NameMutants {
    private static final Pattern TEXT_OR_NUMBER =
            Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|-?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?");

    private NameMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                name(
                        "folds case",
                        "keeps channels in a table of an engine that compares without case",
                        name -> name.toLowerCase(Locale.ROOT)),
                name(
                        "normalises names",
                        "makes file names of channels on a system that composes letters",
                        name -> Normalizer.normalize(name, Normalizer.Form.NFC)),
                name("trims names", "strips what seems to be a slip of the keyboard", String::strip),
                name(
                        "splits names at dots",
                        "uses the last token of a subject as the name",
                        name -> name.substring(name.lastIndexOf('.', name.length() - 2) + 1)),
                name(
                        "replaces what the backend refuses",
                        "maps letters that are not allowed in a topic to one that is",
                        name -> name.replaceAll("[^\\p{L}\\p{M}\\p{N}._ -]", "_")),
                name(
                        "decodes names",
                        "puts names into a path without escaping them",
                        name -> name.replace("%2F", "/").replace("%2f", "/")),
                name(
                        "cuts names",
                        "has a column of 64 characters",
                        name -> name.length() <= 64 ? name : name.substring(0, 64)),
                name(
                        "uses hash tags",
                        "puts only what stands in braces into the key",
                        name -> name.replaceAll("^.*\\{(.+)\\}.*$", "$1")),
                new TransportMutant(
                        "N1", "listens by pattern", "subscribes to a name as if it were a glob", ListensByPattern::new),
                data(
                        "N2",
                        "folds the case of events",
                        "takes events for identifiers of a language without case",
                        entry -> new StoredEntry(
                                entry.id(), entry.event().toLowerCase(Locale.ROOT), entry.json(), entry.timestamp())),
                data(
                        "N2",
                        "cuts events",
                        "has a header of 128 characters",
                        entry -> new StoredEntry(
                                entry.id(),
                                entry.event()
                                        .substring(
                                                0, Math.min(128, entry.event().length())),
                                entry.json(),
                                entry.timestamp())),
                json(
                        "takes digits for a number",
                        "sniffs the type of a field that the backend gives back as text",
                        json -> json.matches("\"\\d+\"") ? json.substring(1, json.length() - 1) : json),
                json("parses and prints numbers", "sends data through a tree of doubles", NameMutants::asDoubles),
                json("loses null", "takes null for an absent field", json -> json.equals("null") ? "{}" : json),
                json(
                        "sorts members",
                        "sends objects with two members through a sorted map",
                        json -> json.replaceAll(
                                "^\\{(\"[^\"]*\"):([^,{}\\[\\]\"]+),(\"[^\"]*\"):([^,{}\\[\\]\"]+)\\}$",
                                "{$3:$4,$1:$2}")),
                json(
                        "stores Latin-1",
                        "encodes data with the platform's charset",
                        json -> new String(json.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1)),
                new TransportMutant(
                        "N6",
                        "timestamps on arrival",
                        "reads the clock where the live path ends",
                        () -> Broken.sinks(sink -> new BrokenSink(sink) {
                            @Override
                            public void entry(StoredEntry entry, @Nullable MessageId previous) {
                                next.entry(at(entry, entry.timestamp() + 3), previous);
                            }
                        })),
                new TransportMutant(
                        "N6",
                        "keeps seconds",
                        "stores the timestamp in a column of full seconds",
                        () -> Broken.pages((next, channel, request, right) -> right.thenApply(page -> Broken.with(
                                page,
                                Broken.list(page.entries(), entry -> at(entry, entry.timestamp() / 1000 * 1000)))))));
    }

    private static TransportMutant name(String name, String story, UnaryOperator<String> fault) {
        return new TransportMutant("N1", name, story, () -> Broken.names(fault));
    }

    private static TransportMutant data(String rule, String name, String story, UnaryOperator<StoredEntry> fault) {
        return new TransportMutant(rule, name, story, () -> Broken.entries(fault));
    }

    private static TransportMutant json(String name, String story, UnaryOperator<String> fault) {
        return data(
                "N3",
                name,
                story,
                entry -> new StoredEntry(
                        entry.id(),
                        entry.event(),
                        fault.apply(new String(entry.json(), StandardCharsets.UTF_8))
                                .getBytes(StandardCharsets.UTF_8),
                        entry.timestamp()));
    }

    private static StoredEntry at(StoredEntry entry, long timestamp) {
        return new StoredEntry(entry.id(), entry.event(), entry.json(), timestamp);
    }

    private static String asDoubles(String json) {
        return TEXT_OR_NUMBER.matcher(json).replaceAll(found -> {
            String text = found.group();
            if (text.startsWith("\"")) {
                return Matcher.quoteReplacement(text);
            }
            double value = Double.parseDouble(text);
            return value == Math.rint(value) && Math.abs(value) < 1e15
                    ? Long.toString((long) value)
                    : Double.toString(value);
        });
    }

    /** {@code a*} is told what is appended to {@code ab}. */
    private static final class ListensByPattern extends Broken {
        private record Listener(String channel, Sink sink) {}

        private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            return next.append(channel, entry).thenApply(id -> {
                StoredEntry stored = new StoredEntry(id, entry.event(), entry.json(), id.major());
                for (Listener listener : listeners) {
                    if (!listener.channel.equals(channel) && covers(listener.channel, channel)) {
                        listener.sink.entry(stored, MessageId.BEGINNING);
                    }
                }
                return id;
            });
        }

        private static boolean covers(String pattern, String name) {
            int star = Math.max(pattern.indexOf('*'), pattern.indexOf('>'));
            return star >= 0
                    && name.startsWith(pattern.substring(0, star))
                    && name.endsWith(pattern.substring(star + 1));
        }

        @Override
        CompletionStage<Tail> listen(Transport next, String channel, Sink sink) {
            Listener listener = new Listener(channel, sink);
            listeners.add(listener);
            return next.listen(channel, sink).thenApply(tail -> new BrokenTail(tail) {
                @Override
                public void close() {
                    listeners.remove(listener);
                    next.close();
                }
            });
        }
    }
}
