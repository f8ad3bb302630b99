package dev.realtime4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime4j.Channel;
import dev.realtime4j.Event;
import dev.realtime4j.EventType;
import dev.realtime4j.InvalidDataException;
import dev.realtime4j.MessageId;
import dev.realtime4j.Subscription;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;

class EventCatalogTest {

    record Alert(String text) {}

    record Order(int id) {}

    interface AppEvents {
        Notification notification();

        Event<String> ping();

        interface Notification {
            Event<Alert> alert();

            Event<List<Order>> orders();

            Deep deep();
        }

        interface Deep {
            Event<Map<String, ? extends Order[]>> constructor();
        }

        static String helper() {
            return "static methods do no harm";
        }
    }

    private interface Hidden {
        Event<Order> created();
    }

    interface Inherited extends Hidden {
        @Override
        Event<Order> created();

        Hidden again();
    }

    interface Twice {
        Hidden one();

        Hidden two();
    }

    interface NotJustEvents {
        default Event<Alert> ready() {
            throw new UnsupportedOperationException();
        }

        Event<Alert> with(int parameter);

        <T> Event<Alert> generic();

        @SuppressWarnings("rawtypes")
        Event raw();

        Event<?> anything();

        Event<? extends Alert> bounded();

        String text();

        int number();

        void nothing();

        List<Alert> list();

        Special special();

        AClass aClass();

        AnAnnotation annotation();

        @Override
        String toString();

        @Override
        int hashCode();

        @Override
        boolean equals(Object other);
    }

    interface Special extends Event<Alert> {}

    static class AClass {}

    @interface AnAnnotation {}

    interface Generic<T> {
        Event<T> one();

        Event<List<T>> many();
    }

    interface OfGeneric {
        Generic<Alert> generic();
    }

    interface Circle {
        Event<Alert> alert();

        Round round();
    }

    interface Round {
        Circle circle();
    }

    interface Empty {}

    interface WithEmpty {
        Empty empty();
    }

    @Test
    void namesAreThePathsOfMethods() {
        EventCatalog catalog = EventCatalog.of(AppEvents.class, false);
        assertThat(type(catalog, "notification.alert").type()).isEqualTo(Alert.class);
        assertThat(type(catalog, "notification.orders").type().getTypeName())
                .isEqualTo(new TypeReference<List<Order>>() {}.getType().getTypeName());
        assertThat(type(catalog, "ping").type()).isEqualTo(String.class);
        assertThat(type(catalog, "notification.deep.constructor").name()).isEqualTo("notification.deep.constructor");
        assertThat(catalog.type("notification")).isNull();
        assertThat(catalog.type("helper")).isNull();
        assertThat(EventCatalog.faults(AppEvents.class)).isEmpty();
    }

    private static EventType<?> type(EventCatalog catalog, String event) {
        return Objects.requireNonNull(catalog.type(event), event);
    }

    @Test
    void strictModeRefusesWhatIsNotDeclaredAndNamesTheNearest() {
        EventCatalog catalog = EventCatalog.of(AppEvents.class, true);
        assertThat(type(catalog, "ping").name()).isEqualTo("ping");
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> catalog.type("notification.alerts"))
                .withMessageContaining("\"notification.alert\"")
                .withMessageContaining("AppEvents")
                .matches(e -> e.event().equals("notification.alerts"), "names the event");
        assertThat(EventCatalog.of(AppEvents.class, false).type("unknown")).isNull();
        assertThat(EventCatalog.of(null, false).type("unknown")).isNull();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("ready", "default method"),
                Arguments.of("with", "neither parameters"),
                Arguments.of("generic", "type parameters"),
                Arguments.of("raw", "raw Event"),
                Arguments.of("anything", "name the type"),
                Arguments.of("bounded", "name the type"),
                Arguments.of("text", "java.lang.String"),
                Arguments.of("number", "int"),
                Arguments.of("nothing", "void"),
                Arguments.of("list", "java.util.List"),
                Arguments.of("special", "not a subtype"),
                Arguments.of("aClass", "AClass"),
                Arguments.of("annotation", "AnAnnotation"),
                Arguments.of("toString", "method of Object"),
                Arguments.of("hashCode", "method of Object"),
                Arguments.of("equals", "method of Object"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyFaultIsNamedAtOnce(String method, String reason) {
        List<String> faults = EventCatalog.faults(NotJustEvents.class);
        assertThat(faults).hasSize(16);
        assertThat(faults)
                .anySatisfy(fault -> assertThat(fault)
                        .contains("NotJustEvents." + method + "()")
                        .contains(reason));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventCatalog.of(NotJustEvents.class, false))
                .withMessageContaining(method + "()");
    }

    @Test
    void wrongFormsOfInterfacesAreFaults() {
        assertThat(EventCatalog.faults(AClass.class))
                .singleElement()
                .asString()
                .contains("AClass must be an interface");
        assertThat(EventCatalog.faults(int.class)).singleElement().asString().contains("int must be an interface");
        assertThat(EventCatalog.faults(AnAnnotation.class))
                .singleElement()
                .asString()
                .contains("annotation");
        assertThat(EventCatalog.faults(Empty.class)).singleElement().asString().contains("declares no events");
        assertThat(EventCatalog.faults(WithEmpty.class))
                .singleElement()
                .asString()
                .contains("Empty declares no events");
        assertThat(EventCatalog.faults(Circle.class))
                .singleElement()
                .asString()
                .contains("circle")
                .contains("Circle → ")
                .contains("Round → ");
        assertThat(EventCatalog.faults(OfGeneric.class))
                .singleElement()
                .asString()
                .contains("OfGeneric.generic()")
                .contains("without type parameters");
        assertThat(EventCatalog.faults(Generic.class))
                .hasSize(2)
                .allSatisfy(fault -> assertThat(fault).contains("type variable"));
    }

    @Test
    void inheritedAndSharedInterfacesWork() {
        assertThat(EventCatalog.faults(Inherited.class)).isEmpty();
        assertThat(type(EventCatalog.of(Inherited.class, false), "again.created")
                        .type())
                .isEqualTo(Order.class);
        EventCatalog twice = EventCatalog.of(Twice.class, false);
        assertThat(type(twice, "one.created").name()).isEqualTo("one.created");
        assertThat(type(twice, "two.created").name()).isEqualTo("two.created");
        RecordedChannel recorded = new RecordedChannel();
        Inherited bound = twice.bind(Inherited.class, recorded.channel);
        assertThat(bound.created().type().name()).isEqualTo("created");
        assertThat(((Hidden) bound).created()).isSameAs(bound.created());
    }

    @Test
    void leavesWorkOnTheChannel() {
        RecordedChannel recorded = new RecordedChannel();
        AppEvents events = EventCatalog.of(null, false).bind(AppEvents.class, recorded.channel);
        Event<Alert> alert = events.notification().alert();

        assertThat(alert.emit(new Alert("a"))).isEqualTo(new MessageId(7, 0));
        assertThat(alert.emitAsync(new Alert("b"))).isSameAs(recorded.future);
        assertThat(alert.subscribe(message -> {})).isSameAs(recorded.subscription);

        assertThat(recorded.calls)
                .hasSize(3)
                .satisfies(calls -> assertThat(calls.get(0)).isEqualTo("emit [" + alert.type() + ", Alert[text=a]]"))
                .satisfies(
                        calls -> assertThat(calls.get(1)).isEqualTo("emitAsync [" + alert.type() + ", Alert[text=b]]"))
                .satisfies(calls -> assertThat(calls.get(2)).startsWith("subscribe [" + alert.type()));
        assertThat(alert.type().type()).isEqualTo(Alert.class);
        assertThat(events.notification().deep().constructor().type().name()).isEqualTo("notification.deep.constructor");
    }

    @Test
    void objectsMethodsWorkOnWhatIsBound() {
        RecordedChannel recorded = new RecordedChannel();
        Hidden one = EventCatalog.of(null, false).bind(Hidden.class, recorded.channel);
        Hidden other = EventCatalog.of(null, false).bind(Hidden.class, recorded.channel);
        assertThat(one.equals(one)).isTrue();
        assertThat(one).isNotEqualTo(other).isNotEqualTo(null);
        assertThat(one.hashCode()).isEqualTo(one.hashCode());
        assertThat(one).hasToString("Hidden of channel \"orders\"");
        assertThat(one.created().toString()).contains("created").contains("orders");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventCatalog.of(null, false).bind(NotJustEvents.class, recorded.channel))
                .withMessageContaining("raw()");
    }

    /** Writes down what it is asked for. */
    private static final class RecordedChannel {
        private final List<String> calls = new ArrayList<>();
        private final CompletableFuture<MessageId> future = new CompletableFuture<>();
        private final Subscription subscription = implement(Subscription.class, (name, arguments) -> null);
        private final Channel channel = implement(Channel.class, this::answer);

        private @Nullable Object answer(String method, Object[] arguments) {
            if (method.equals("name")) {
                return "orders";
            }
            calls.add(method + " " + Arrays.toString(arguments));
            return switch (method) {
                case "emit" -> new MessageId(7, 0);
                case "emitAsync" -> future;
                default -> subscription;
            };
        }

        private static <T> T implement(Class<T> type, Answers answers) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "equals" -> proxy == arguments[0];
                        case "hashCode" -> 1;
                        case "toString" -> type.getSimpleName();
                        default -> answers.of(method.getName(), arguments == null ? new Object[0] : arguments);
                    }));
        }

        private interface Answers {
            @Nullable
            Object of(String method, Object[] arguments);
        }
    }

    @Test
    void consumersOfASupertypeMayBeGiven() {
        RecordedChannel recorded = new RecordedChannel();
        Consumer<Object> anything = message -> {};
        assertThat(EventCatalog.of(null, false)
                        .bind(Hidden.class, recorded.channel)
                        .created()
                        .subscribe(anything))
                .isSameAs(recorded.subscription);
    }
}
