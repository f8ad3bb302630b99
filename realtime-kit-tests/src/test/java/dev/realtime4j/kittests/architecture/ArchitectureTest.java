package dev.realtime4j.kittests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.ObjectInputStream;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class ArchitectureTest {
    private static final String ROOT = "dev.realtime4j";
    private static final String ENGINE = "dev.realtime4j.engine";
    private static final String SPI = "dev.realtime4j.spi";
    private static final int MOST_METHODS = 15;

    @Test
    void onlyTheRootPackageUsesTheEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ENGINE)
                .because("the engine is not exported")
                .check(ModuleClasses.MAIN_AND_TESTS);
    }

    @Test
    void publicSignaturesNameOnlyPublishedTypes() {
        classes()
                .that(describe("are published", PublishedSignatures::isPublished))
                .should(PublishedSignatures.nameOnlyPublishedTypes())
                .check(ModuleClasses.MAIN);
    }

    /**
     * The root package holds the words that the engine and the transports speak (Message, MessageId, ...) and is also
     * their front (Realtime): with these two it is mutual by nature. Only the edges from the front are left out, so that
     * both packages are still part of every other cycle.
     */
    @Test
    void packagesAreFreeOfCycles() {
        slices().assignedFrom(new PackageSlices())
                .should()
                .beFreeOfCycles()
                .ignoreDependency(resideInAPackage(ROOT), resideInAnyPackage(ENGINE, SPI))
                .check(ModuleClasses.MAIN);
    }

    @Test
    void nobodySleeps() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..jmh_generated..")
                .should()
                .accessTargetWhere(describe("is a sleep of Thread or TimeUnit", ArchitectureTest::isSleep))
                .because("whoever waits, waits for a condition")
                .check(ModuleClasses.MAIN_AND_TESTS);
    }

    /** What is read may come from anybody; Java's own form of objects would let its writer choose what is run. */
    @Test
    void nobodyReadsSerializedObjects() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .callMethodWhere(describe(
                        "lets JSON name classes",
                        call -> call.getTarget().getName().contains("DefaultTyping")))
                .check(ModuleClasses.MAIN);
    }

    @Test
    void typesOfTheRootPackageStaySmall() {
        classes()
                .that()
                .resideInAPackage(ROOT)
                .should(declareFewPublicMethods())
                .because("an API is read by people")
                .check(ModuleClasses.MAIN);
    }

    private static boolean isSleep(JavaAccess<?> access) {
        return access.getTarget().getName().equals("sleep")
                && (access.getTargetOwner().isAssignableTo(Thread.class)
                        || access.getTargetOwner().isAssignableTo(TimeUnit.class));
    }

    private static ArchCondition<JavaClass> declareFewPublicMethods() {
        return new ArchCondition<>("declare at most " + MOST_METHODS + " public methods, overloads counted") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                long count = type.getMethods().stream()
                        .filter(ArchitectureTest::isPublicMethodToLearn)
                        .count();
                if (count > MOST_METHODS) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + " declares " + count + " public methods"));
                }
            }
        };
    }

    /** Not to be learnt: what every object, record or enum has, and what the compiler adds. */
    private static boolean isPublicMethodToLearn(JavaMethod method) {
        JavaClass owner = method.getOwner();
        Set<JavaModifier> modifiers = method.getModifiers();
        boolean ofObject = Set.of("equals", "hashCode", "toString").contains(method.getName());
        boolean ofEnum = owner.isEnum() && Set.of("values", "valueOf").contains(method.getName());
        boolean ofSettings = owner.getSimpleName().equals("RealtimeConfig")
                && method.getParameters().isEmpty()
                && !modifiers.contains(JavaModifier.STATIC); // read by transports, not by applications
        boolean ofRecord = owner.isRecord()
                && method.getParameters().isEmpty()
                && owner.tryGetField(method.getName()).isPresent();
        return modifiers.contains(JavaModifier.PUBLIC)
                && !modifiers.contains(JavaModifier.SYNTHETIC)
                && !ofObject
                && !ofEnum
                && !ofSettings
                && !ofRecord;
    }

    private static final class PackageSlices implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
