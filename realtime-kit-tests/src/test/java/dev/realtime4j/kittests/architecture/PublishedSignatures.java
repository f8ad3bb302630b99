package dev.realtime4j.kittests.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Stream;

/** What a user of a published package must be able to name: the types in its public and protected signatures. */
final class PublishedSignatures {
    private static final String CODEC = "dev.realtime4j.codec";
    private static final String TCK = "dev.realtime4j.tck";
    private static final Set<String> PUBLISHED =
            Set.of("dev.realtime4j", CODEC, "dev.realtime4j.spi", "dev.realtime4j.inmemory", TCK);

    private PublishedSignatures() {}

    /** A class that a user of the published modules can name. */
    static boolean isPublished(JavaClass type) {
        return PUBLISHED.contains(type.getPackageName())
                && type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass()
                        .map(PublishedSignatures::isPublished)
                        .orElse(true);
    }

    /** The condition: every type that a signature names is published too, or stands for itself. */
    static ArchCondition<JavaClass> nameOnlyPublishedTypes() {
        return new ArchCondition<>("name only published types in public signatures") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                signatureTypes(type)
                        .map(JavaClass::getBaseComponentType)
                        .distinct()
                        .filter(named -> !mayBeNamed(type, named))
                        .forEach(named -> events.add(SimpleConditionEvent.violated(
                                type, type.getName() + " names " + named.getName() + " in a public signature")));
            }
        };
    }

    private static boolean mayBeNamed(JavaClass by, JavaClass named) {
        String from = by.getPackageName();
        String target = named.getPackageName();
        return named.isPrimitive()
                || target.startsWith("java.")
                || target.startsWith("org.jspecify.")
                || isPublished(named)
                // The Jackson codec takes the user's mapper, and the TCK is a suite of Jupiter tests.
                || (from.equals(CODEC) && target.startsWith("tools.jackson."))
                || (from.equals(TCK) && target.startsWith("org.junit.jupiter.api"));
    }

    private static Stream<JavaClass> signatureTypes(JavaClass type) {
        Stream<JavaType> ofType = Stream.of(
                        type.getSuperclass().stream(), type.getInterfaces().stream(), type.getTypeParameters().stream())
                .flatMap(types -> types);
        Stream<JavaType> ofFields = type.getFields().stream()
                .filter(field -> isVisible(field.getModifiers()))
                .map(JavaField::getType);
        Stream<JavaType> ofCode = type.getCodeUnits().stream()
                .filter(code -> isVisible(code.getModifiers()))
                .flatMap(PublishedSignatures::typesOf);
        return Stream.of(ofType, ofFields, ofCode)
                .flatMap(types -> types)
                .map(JavaType::getAllInvolvedRawTypes)
                .flatMap(Collection::stream);
    }

    private static Stream<JavaType> typesOf(JavaCodeUnit code) {
        Stream<JavaType> thrown = code.getExceptionTypes().stream().map(JavaType.class::cast);
        return Stream.of(
                        Stream.of(code.getReturnType()),
                        code.getParameterTypes().stream(),
                        code.getTypeParameters().stream(),
                        thrown)
                .flatMap(types -> types);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return !modifiers.contains(JavaModifier.SYNTHETIC)
                && (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED));
    }
}
