package com.example.filelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Another process emits, and comes to a bad end: every message that it had acknowledged is there. */
@Timeout(60)
class KillTest {
    @TempDir
    Path directory;

    @Test
    void whatWasAcknowledgedSurvivesAKill() throws Exception {
        Process emitter = start(List.of());
        List<MessageId> acknowledged = new ArrayList<>();
        try (BufferedReader out = emitter.inputReader()) {
            while (acknowledged.size() < 1000) {
                acknowledged.add(MessageId.parse(out.readLine()));
            }
            RealtimeException refused =
                    assertThrows(RealtimeException.class, () -> FileTransport.open(directory, Emitter.CONFIG));
            assertTrue(refused.toString().contains("in use by another process"), refused.toString());
            emitter.toHandle().destroyForcibly(); // Unlike Process.destroyForcibly it leaves the output readable.
            out.lines()
                    .filter(line -> line.matches("\\d+-\\d{19}"))
                    .map(MessageId::parse)
                    .forEach(acknowledged::add);
        } finally {
            emitter.destroyForcibly().waitFor();
        }
        assertAllThere(acknowledged);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatADiskThatIsFullRefusesIsKnownNotToBeStored() throws Exception {
        // The system lets no file of that process grow beyond 256 KiB.
        Process emitter = start(List.of("bash", "-c", "ulimit -f 256; exec \"$0\" \"$@\""));
        List<MessageId> acknowledged = new ArrayList<>();
        String line;
        try (BufferedReader out = emitter.inputReader()) {
            for (line = out.readLine(); line.matches("\\d+-\\d+"); line = out.readLine()) {
                acknowledged.add(MessageId.parse(line));
            }
        } finally {
            emitter.destroyForcibly().waitFor();
        }
        assertTrue(line.startsWith("NO Cannot write"), line);
        assertEquals(acknowledged.size(), assertAllThere(acknowledged));
    }

    private int assertAllThere(List<MessageId> acknowledged) {
        List<MessageId> stored = new ArrayList<>();
        try (FileTransport transport = FileTransport.open(directory, Emitter.CONFIG)) {
            MessageId cursor = MessageId.BEGINNING;
            Page page;
            do {
                page = TestStore.await(
                        transport.read(TestStore.CHANNEL, ReadRequest.after(cursor, 1000, Integer.MAX_VALUE)));
                assertEquals(Continuity.EXACT, page.continuity());
                page.entries().forEach(entry -> stored.add(entry.id()));
                cursor = page.scannedTo();
            } while (!page.end());
            MessageId next = TestStore.await(transport.append(TestStore.CHANNEL, TestStore.entry("1", null)));
            assertEquals(stored.size() + 1, next.major());
        }
        assertTrue(acknowledged.size() > 100);
        assertEquals(acknowledged, stored.subList(0, acknowledged.size()));
        return stored.size();
    }

    private Process start(List<String> before) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Emitter.class.getName()));
        command.add(directory.toString());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
