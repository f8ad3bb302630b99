package dev.realtime4j.engine;

import dev.realtime4j.Channel;
import dev.realtime4j.EventType;
import dev.realtime4j.InvalidDataException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events that a nested interface declares (Rule E7), and its implementation for a channel. Immutable. */
public final class EventCatalog {
    private static final ClassValue<EventTree> TREES = new ClassValue<>() {
        @Override
        protected EventTree computeValue(Class<?> type) {
            return EventTree.of(type);
        }
    };

    private final @Nullable Class<?> events;
    private final Map<String, EventType<?>> types;
    private final boolean strict;

    private EventCatalog(@Nullable Class<?> events, Map<String, EventType<?>> types, boolean strict) {
        this.events = events;
        this.types = types;
        this.strict = strict;
    }

    /** Says what is wrong with the form of an interface of events; empty if all is well, or there is none. */
    public static List<String> faults(@Nullable Class<?> events) {
        return events == null ? List.of() : TREES.get(events).faults();
    }

    /**
     * Reads an interface of events.
     *
     * @param events the interface; null declares nothing
     * @param strict whether events that are not declared are refused
     * @throws IllegalArgumentException that lists every fault if the interface has another form
     */
    public static EventCatalog of(@Nullable Class<?> events, boolean strict) {
        return new EventCatalog(events, events == null ? Map.of() : tree(events).types(), strict);
    }

    /**
     * The declared type of an event.
     *
     * @return the type; null if none is declared
     * @throws InvalidDataException if none is declared and undeclared events are refused
     */
    public @Nullable EventType<?> type(String event) {
        EventType<?> type = types.isEmpty() ? null : types.get(event);
        if (type == null && strict) {
            String declaredBy = events == null ? "any interface" : events.getTypeName();
            String nearest = Nearest.of(event, types.keySet())
                    .map(name -> "; the nearest declared one is \"" + name + "\"")
                    .orElse("");
            throw new InvalidDataException(event, "$", "the event is not declared by " + declaredBy + nearest, null);
        }
        return type;
    }

    /**
     * Implements an interface of events, not necessarily the declared one, for a channel.
     *
     * @throws IllegalArgumentException that lists every fault if the interface has another form
     */
    public <E> E bind(Class<E> events, Channel channel) {
        return events.cast(implement(tree(events), channel));
    }

    private static EventTree tree(Class<?> events) {
        EventTree tree = TREES.get(events);
        if (!tree.faults().isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", tree.faults()));
        }
        return tree;
    }

    private static Object implement(EventTree tree, Channel channel) {
        Map<String, Object> members = new LinkedHashMap<>();
        tree.leaves().forEach((method, type) -> members.put(method, new BoundEvent<>(type, channel)));
        tree.branches().forEach((method, branch) -> members.put(method, implement(branch, channel)));
        String text = tree.type().getSimpleName() + " of channel \"" + channel.name() + "\"";
        InvocationHandler handler = (proxy, method, arguments) -> {
            Object member = members.get(method.getName());
            if (member != null) {
                return member;
            }
            return switch (method.getName()) {
                case "equals" -> arguments != null && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> text;
            };
        };
        Class<?> type = tree.type();
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }
}
