package dev.realtime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.Emission;
import dev.realtime4j.EmitException;
import dev.realtime4j.EmitResult;
import dev.realtime4j.EventType;
import dev.realtime4j.MessageId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BroadcastTest extends Example {
    static final EventType<String> ANNOUNCEMENT = EventType.of("announcement", String.class);

    @Test
    void oneBatchToManyChannels() {
        realtime.channel("team-green").subscribe(ANNOUNCEMENT, message -> show(message.data()));
        String message = "Lunch is served";
        // tag::broadcast[]
        List<Emission> emissions = List.of("red", "green", "blue").stream()
                .map(teamId -> Emission.of("team-" + teamId, ANNOUNCEMENT, message))
                .toList();

        for (EmitResult result : realtime.emitAll(emissions)) {
            EmitException error = result.error();
            if (error != null) {
                show(error.getMessage());
            }
        }
        // end::broadcast[]
        assertShown("Lunch is served");
        for (String team : List.of("team-red", "team-green", "team-blue")) {
            assertThat(realtime.channel(team).history().messages()).hasSize(1);
        }
    }

    @Test
    void manyEmitsUnderWayAtOnce() {
        // tag::async[]
        List<CompletableFuture<MessageId>> acknowledgements = List.of("room-1", "room-2", "room-3").stream()
                .map(room -> realtime.channel(room).emitAsync(ANNOUNCEMENT, "Hi " + room + "!"))
                .toList();
        CompletableFuture.allOf(acknowledgements.toArray(CompletableFuture[]::new))
                .join();
        // end::async[]
        assertThat(realtime.channel("room-2").history().messages().get(0).data())
                .isEqualTo("Hi room-2!");
    }
}
