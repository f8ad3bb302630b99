package com.example.filelog;

import static com.example.filelog.TestStore.CHANNEL;
import static com.example.filelog.TestStore.data;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.MessageId;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left after crashes, damage, and meddling with the files. */
class RecoveryTest {
    @TempDir
    Path directory;

    TestStore store;

    @BeforeEach
    void open() {
        store = new TestStore(directory, new Retention(100, Duration.ofHours(1)));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aRestartShowsWhatWasStoredAndGoesOn() {
        MessageId first = store.append("1");
        store.advance(Duration.ofSeconds(5));
        store.append("\"zwei\"");
        Page before = store.after(null);

        store.restart();

        Page after = store.after(null);
        assertEquals(List.of("1", "\"zwei\""), data(after));
        for (int i = 0; i < 2; i++) {
            assertEquals(before.entries().get(i).id(), after.entries().get(i).id());
            assertEquals(
                    before.entries().get(i).timestamp(), after.entries().get(i).timestamp());
            assertEquals("order.placed", after.entries().get(i).event());
        }
        assertEquals(before.head(), after.head());
        MessageId third = store.append("3");
        assertEquals(3, third.major());
        assertEquals(List.of("\"zwei\"", "3"), data(store.after(first)));
    }

    @Test
    void aRecordThatWasWrittenInPartIsCutOff() throws IOException {
        store.append("1");
        long whole = Files.size(store.file());
        store.append("{\"two\":2}");
        byte[] record = Files.readAllBytes(store.file());

        for (long length = Files.size(store.file()) - 1; length > whole; length--) {
            long cut = length;
            store.restart(() -> Files.write(store.file(), java.util.Arrays.copyOf(record, (int) cut)));
            Page page = store.after(null);
            assertEquals(List.of("1"), data(page), "cut at " + cut);
            assertEquals(1, page.head().major());
            assertEquals(whole, Files.size(store.file()));
        }
        assertEquals(2, store.append("2").major());
        assertEquals(List.of("1", "2"), data(store.after(null)));
    }

    @Test
    void zerosThatACrashHasLeftAtTheEndAreCutOff() throws IOException {
        store.append("1");
        long whole = Files.size(store.file());
        store.restart(() -> Files.write(store.file(), new byte[5000], StandardOpenOption.APPEND));
        assertEquals(List.of("1"), data(store.after(null)));
        assertEquals(whole, Files.size(store.file()));
    }

    @Test
    void aDamagedRecordInTheMiddleCostsItselfOnlyAndIsTold() throws IOException {
        MessageId first = store.append("\"one\"");
        store.append("\"two\"");
        MessageId third = store.append("\"three\"");
        store.append("\"four\"");
        store.restart(() -> overwrite("\"two\"", "\"tvo\""));

        Page page = store.after(null);
        assertEquals(List.of("\"one\""), data(page));
        assertFalse(page.end());
        page = store.after(page.scannedTo());
        assertEquals(Continuity.TRIMMED, page.continuity());
        assertEquals(List.of("\"three\"", "\"four\""), data(page));
        assertTrue(page.end());
        assertEquals(Continuity.TRIMMED, store.after(first).continuity());
        assertEquals(Continuity.EXACT, store.after(third).continuity());
        Page back = store.read(CHANNEL, ReadRequest.before(null, 10, 1000));
        assertEquals(List.of("\"four\"", "\"three\""), data(back));
        assertEquals(List.of("\"one\""), data(store.read(CHANNEL, ReadRequest.before(back.scannedTo(), 10, 1000))));
        assertEquals(5, store.append("5").major());
    }

    @Test
    void damageThatComesWhileTheFileIsOpenIsFoundByTheReadThatMeetsIt() throws IOException {
        store.append("\"one\"");
        store.append("\"two\"");
        store.append("\"three\"");
        overwrite("\"one\"", "\"0ne\"");
        assertEquals(List.of("\"two\"", "\"three\""), data(store.after(null)));
        assertEquals(Continuity.TRIMMED, store.after(MessageId.BEGINNING).continuity());
    }

    @Test
    void aLostTailIsAnotherLogAlsoWhenItHasGrownAgainInTheSameMillisecond() throws IOException {
        MessageId first = store.append("1");
        long whole = Files.size(store.file());
        MessageId lost = store.append("2");
        store.restart(() -> truncate(whole));

        Page page = store.after(lost);
        assertEquals(Continuity.OTHER_LOG, page.continuity());
        assertEquals(first, page.head());
        MessageId other = store.append("\"other\"");
        assertEquals(lost.major(), other.major());
        assertNotEquals(lost, other);
        store.append("3");
        assertEquals(Continuity.OTHER_LOG, store.after(lost).continuity());
        assertEquals(Continuity.EXACT, store.after(first).continuity());
        assertEquals(Continuity.EXACT, store.after(other).continuity());
    }

    @Test
    void aTailLostWhileTheFileIsOpenIsNoticedByTheNextAppend() throws IOException {
        store.append("1");
        long whole = Files.size(store.file());
        MessageId lost = store.append("2");
        truncate(whole);
        assertEquals(
                dev.realtime4j.EmitException.Stored.NO,
                org.junit.jupiter.api.Assertions.assertThrows(
                                dev.realtime4j.EmitException.class, () -> store.append("refused"))
                        .stored());
        assertEquals(2, store.append("\"again\"").major());
        assertEquals(Continuity.OTHER_LOG, store.after(lost).continuity());
        assertEquals(List.of("1", "\"again\""), data(store.after(null)));
    }

    @Test
    void aRecreatedLogIsAnotherLog() throws IOException {
        for (int i = 0; i < 5; i++) {
            store.append("1");
        }
        MessageId cursor = store.after(null).entries().get(2).id();
        store.restart(() -> Files.delete(store.file()));

        assertEquals(Continuity.OTHER_LOG, store.after(cursor).continuity());
        assertEquals(MessageId.BEGINNING, store.after(cursor).head());
        store.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 500; i++) { // Also when the place of the cursor is trimmed in the new log.
            store.append("1");
        }
        store.restart();
        assertEquals(Continuity.OTHER_LOG, store.after(cursor).continuity());
        assertEquals(Continuity.TRIMMED, store.after(MessageId.BEGINNING).continuity());
    }

    @Test
    void aFileThatIsNoLogIsSetAsideAndANewLogIsBegun() throws IOException {
        store.append("1");
        store.restart(() -> {
            Files.writeString(store.file(), "not a log at all");
            Files.writeString(directory.resolve("notes.txt"), "mine");
        });
        assertEquals(List.of(), data(store.after(null)));
        assertEquals(1, store.append("2").major());
        assertEquals("mine", Files.readString(directory.resolve("notes.txt")));
        assertEquals("not a log at all", Files.readString(aside()));
    }

    @Test
    void theFileOfAnotherChannelIsSetAside() throws IOException {
        store.append("other", "1", null);
        store.restart(() -> Files.copy(directory.resolve(FileStore.fileName("other")), store.file()));
        assertEquals(List.of(), data(store.after(null)));
        assertTrue(Files.exists(aside()));
        assertEquals(List.of("1"), data(store.read("other", ReadRequest.after(null, 10, 1000))));
    }

    @Test
    void whatACrashLeftOfACompactionIsRemoved() throws IOException {
        Path half = directory.resolve(FileStore.fileName(CHANNEL) + FileStore.TEMPORARY);
        store.append("1");
        store.restart(() -> Files.writeString(half, "half a file"));
        assertFalse(Files.exists(half));
        assertEquals(List.of("1"), data(store.after(null)));
    }

    private Path aside() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().contains(".damaged-"))
                    .findAny()
                    .orElseThrow();
        }
    }

    private void overwrite(String old, String with) throws IOException {
        byte[] bytes = Files.readAllBytes(store.file());
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(old);
        try (FileChannel file = FileChannel.open(store.file(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(with.getBytes(StandardCharsets.ISO_8859_1)), at);
        }
    }

    private void truncate(long length) throws IOException {
        try (FileChannel file = FileChannel.open(store.file(), StandardOpenOption.WRITE)) {
            file.truncate(length);
        }
    }
}
