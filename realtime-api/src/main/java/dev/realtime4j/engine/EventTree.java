package dev.realtime4j.engine;

import dev.realtime4j.Event;
import dev.realtime4j.EventType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One interface of a nested form: what its methods give, and all that is wrong with it and below it.
 *
 * @param type the interface
 * @param leaves the events by method name
 * @param branches the further interfaces by method name
 * @param faults a sentence for each fault, here and below
 */
record EventTree(
        Class<?> type, Map<String, EventType<?>> leaves, Map<String, EventTree> branches, List<String> faults) {

    static EventTree of(Class<?> events) {
        return read(events, "", new LinkedHashSet<>());
    }

    /** All events by name. */
    Map<String, EventType<?>> types() {
        Map<String, EventType<?>> all = new LinkedHashMap<>();
        leaves.values().forEach(leaf -> all.put(leaf.name(), leaf));
        branches.values().forEach(branch -> all.putAll(branch.types()));
        return all;
    }

    private static EventTree read(Class<?> type, String prefix, Set<Class<?>> above) {
        Map<String, EventType<?>> leaves = new LinkedHashMap<>();
        Map<String, EventTree> branches = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        if (!type.isInterface() || type.isAnnotation() || type.isSealed()) {
            faults.add(
                    type.getTypeName() + " must be an interface, neither sealed nor an annotation, whose methods give"
                            + " Event<…> or further such interfaces");
            return new EventTree(type, leaves, branches, faults);
        }
        if (!above.add(type)) {
            faults.add("the interfaces of events go round in a circle: "
                    + above.stream().map(Class::getTypeName).collect(Collectors.joining(" → "))
                    + " → " + type.getTypeName());
            return new EventTree(type, leaves, branches, faults);
        }
        Map<String, Method> methods = new LinkedHashMap<>();
        // The order of getMethods is not specified, that of messages should be.
        Method[] declared = type.getMethods();
        Arrays.sort(declared, Comparator.comparing(Method::toString));
        for (Method method : declared) {
            String fault = fault(method);
            if (fault != null) {
                faults.add(describe(method) + " " + fault);
            } else if (!Modifier.isStatic(method.getModifiers()) && !method.isBridge()) {
                methods.merge(method.getName(), method, EventTree::narrower);
            }
        }
        for (Method method : methods.values()) {
            String name = prefix + method.getName();
            if (method.getReturnType() == Event.class) {
                try {
                    Type data = ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[0];
                    leaves.put(method.getName(), EventType.of(name, data));
                } catch (IllegalArgumentException e) {
                    faults.add(describe(method) + " gives no event name: " + e.getMessage());
                }
            } else {
                EventTree branch = read(method.getReturnType(), name + ".", above);
                branches.put(method.getName(), branch);
                faults.addAll(branch.faults);
            }
        }
        if (methods.isEmpty() && faults.isEmpty()) {
            faults.add(type.getTypeName() + " declares no events: it has no methods");
        }
        above.remove(type);
        return new EventTree(type, leaves, branches, List.copyOf(faults));
    }

    private static Method narrower(Method one, Method other) {
        return one.getReturnType().isAssignableFrom(other.getReturnType()) ? other : one;
    }

    private static @Nullable String fault(Method method) {
        if (Modifier.isStatic(method.getModifiers()) || method.isBridge()) {
            return null;
        }
        if (Arrays.stream(Object.class.getDeclaredMethods())
                .anyMatch(known -> known.getName().equals(method.getName())
                        && Arrays.equals(known.getParameterTypes(), method.getParameterTypes()))) {
            return "is a method of Object, so it cannot name an event";
        }
        if (method.isDefault()) {
            return "must not be a default method";
        }
        if (method.getParameterCount() > 0 || method.getTypeParameters().length > 0) {
            return "must have neither parameters nor type parameters";
        }
        Class<?> given = method.getReturnType();
        if (given == Event.class) {
            return leafFault(method.getGenericReturnType());
        }
        if (Event.class.isAssignableFrom(given)) {
            return "must give Event itself, not a subtype";
        }
        if (!given.isInterface()
                || given.isAnnotation()
                || given.getName().startsWith("java.")
                || given.getTypeParameters().length > 0) {
            return "gives " + method.getGenericReturnType().getTypeName()
                    + ", but must give Event<…> or an interface of such methods without type parameters";
        }
        return null;
    }

    private static @Nullable String leafFault(Type given) {
        if (!(given instanceof ParameterizedType generic)) {
            return "gives a raw Event: name the type of its data, as in Event<Alert>";
        }
        Type data = generic.getActualTypeArguments()[0];
        if (data instanceof WildcardType) {
            return "gives " + given.getTypeName() + ": name the type of its data, as in Event<Alert>";
        }
        if (hasVariable(data)) {
            return "gives " + given.getTypeName() + ": a type variable says nothing about the data";
        }
        return null;
    }

    private static boolean hasVariable(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Arrays.stream(generic.getActualTypeArguments()).anyMatch(EventTree::hasVariable);
        }
        if (type instanceof GenericArrayType array) {
            return hasVariable(array.getGenericComponentType());
        }
        if (type instanceof WildcardType wildcard) {
            return Arrays.stream(wildcard.getUpperBounds()).anyMatch(EventTree::hasVariable)
                    || Arrays.stream(wildcard.getLowerBounds()).anyMatch(EventTree::hasVariable);
        }
        return type instanceof TypeVariable;
    }

    private static String describe(Method method) {
        return method.getDeclaringClass().getTypeName() + "." + method.getName() + "()";
    }
}
