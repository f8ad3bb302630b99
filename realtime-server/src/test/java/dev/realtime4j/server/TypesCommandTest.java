package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.realtime4j.Event;
import java.io.File;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.ToStringSerializer;

class TypesCommandTest extends Cli {
    enum Priority {
        LOW,
        HIGH
    }

    record Alert(String text, Priority priority, Optional<String> link) {}

    record Order(@JsonProperty("order-id") long id, BigDecimal total, List<Line> lines, Map<String, Boolean> flags) {}

    record Line(String article, int count, Object more) {}

    interface AppEvents {
        Notification notification();

        Shop shop();

        Event<String> greeting();

        interface Notification {
            Event<Alert> alert();

            Event<List<Alert>> digest();
        }

        interface Shop {
            Event<Order> order();
        }
    }

    interface Wrong {
        String text();
    }

    @Test
    void printsTheEventsAsTypes() {
        assertThat(run("types", AppEvents.class.getName()).ended(0).out.toString())
                .isEqualTo("""
                        // The events of dev.realtime4j.server.TypesCommandTest$AppEvents, written by realtime types. Edit them there.
                        export type Events = {
                          "greeting": string;
                          "notification.alert": Alert;
                          "notification.digest": Alert[];
                          "shop.order": Order;
                        };

                        export interface Alert {
                          text: string;
                          priority: "LOW" | "HIGH";
                          link: string | null;
                        }

                        export interface Order {
                          "order-id": number;
                          total: number;
                          lines: Line[];
                          flags: Record<string, boolean>;
                        }

                        export interface Line {
                          article: string;
                          count: number;
                          more: unknown;
                        }
                        """);
    }

    @SuppressWarnings({"JavaLangClash", "ArrayRecordComponent"}) // never compared
    record Record(
            @JsonFormat(shape = JsonFormat.Shape.STRING) long id,
            @JsonSerialize(using = ToStringSerializer.class) BigDecimal price,
            @JsonFormat(shape = JsonFormat.Shape.NUMBER) Priority priority,
            byte[] picture,
            Map<String, Events> events,
            Record next) {}

    record Events(int count) {}

    interface Annotated {
        Event<Record> saved();
    }

    @Test
    void annotationsOfPropertiesCountAndNamesOfTheFileItselfAreLeftToIt() {
        assertThat(run("types", Annotated.class.getName()).ended(0).out.toString())
                .endsWith("""
                export type Events = {
                  "saved": Record2;
                };

                export interface Record2 {
                  id: string;
                  price: string;
                  priority: number;
                  picture: string;
                  events: Record<string, Events2>;
                  next: Record2;
                }

                export interface Events2 {
                  count: number;
                }
                """);
    }

    record Ping() {}

    sealed interface Shape permits Square {}

    record Square(int side) implements Shape {}

    enum Quoted {
        @JsonProperty("\"a\"")
        A
    }

    record Marks(@JsonProperty("\"q\"") Quoted quoted) {}

    interface Bare {
        Event<Ping> ping();

        Event<Shape> shape();

        Event<Marks> marks();
    }

    /** What is named must be declared, also what has nothing of its own, and quotes must not end a text. */
    @Test
    void whateverThereIsTheFileIsTypeScript() {
        assertThat(run("types", Bare.class.getName()).ended(0).out.toString()).endsWith("""
                export type Events = {
                  "marks": Marks;
                  "ping": Ping;
                  "shape": Shape;
                };

                export interface Marks {
                  "\\"q\\"": "\\"a\\"";
                }

                export interface Ping {
                }

                export interface Shape {
                }
                """);
    }

    @Test
    void aNestedInterfaceIsNamedAsInSourceCodeOrByItsBinaryName() {
        String binary = AppEvents.class.getName();
        assertThat(run("types", binary.replace('$', '.')).ended(0).lines())
                .isEqualTo(run("types", binary).ended(0).lines());
    }

    @Test
    void partsOfTheClassPathThatAreNotThereAreNamed() {
        String classpath = String.join(File.pathSeparator, "target/clases", "target/classes", "lib/more.jar");
        assertThat(run("types", "--classpath", classpath, "com.example.Missing")
                        .ended(2)
                        .err
                        .toString())
                .contains("there is no class com.example.Missing in --classpath " + classpath
                        + ", of which is not there: target/clases, lib/more.jar\n");
        // What is found without them needs no word.
        assertThat(run("types", "--classpath", classpath, AppEvents.class.getName())
                        .ended(0)
                        .err
                        .toString())
                .isEmpty();
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(run("types", "com.example.Missing").ended(2).err.toString())
                .contains("com.example.Missing", "--classpath");
        assertThat(run("types", Wrong.class.getName()).ended(2).err.toString()).contains("must give Event<…>");
    }
}
