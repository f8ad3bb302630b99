package com.example.filelog;

import static com.example.filelog.TestStore.CHANNEL;
import static com.example.filelog.TestStore.await;
import static com.example.filelog.TestStore.data;
import static com.example.filelog.TestStore.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three verbs over files, without crashes. */
class FileTransportTest {
    @TempDir
    Path directory;

    TestStore store;

    @BeforeEach
    void open() {
        store = new TestStore(directory, new Retention(10, Duration.ofHours(1)));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void oddNamesAreApartAndSurviveARestart() throws IOException {
        List<String> names = List.of(
                "a",
                "A",
                "Ä",
                "A\u0308",
                "a ",
                " a",
                ".",
                "..",
                "a/b",
                "a\\b",
                "a%2Fb",
                "a=2Fb",
                "=2F",
                "*",
                ">",
                "?",
                "#",
                ":",
                "con",
                "{}",
                "0",
                "00",
                "lock",
                "lock.log",
                "a.log",
                "a.log.tmp",
                "😀",
                "constructor",
                "x".repeat(256),
                "x".repeat(255) + "y",
                "😀".repeat(64),
                "😀".repeat(63) + "😁",
                "X".repeat(70),
                "=sha256=" + "0".repeat(64));
        for (String name : names) {
            store.append(name, "\"" + names.indexOf(name) + "\"", null);
        }
        store.restart();
        for (String name : names) {
            Page page = store.read(name, ReadRequest.after(null, 10, 1000));
            assertEquals(List.of("\"" + names.indexOf(name) + "\""), data(page), name);
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<String> lower = files.map(file -> file.getFileName().toString().toLowerCase(java.util.Locale.ROOT))
                    .toList();
            assertEquals(names.size() + 1, lower.stream().distinct().count(), "apart also without regard to case");
        }
    }

    @Test
    void countTrimsExactlyAndACursorThatMissedNothingIsNoGap() {
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            ids.add(store.append("" + i));
        }
        Page all = store.after(null);
        assertEquals(10, all.entries().size());
        assertEquals("20", data(all.entries().get(0)));
        Page oneBefore = store.after(ids.get(19));
        assertEquals(Continuity.EXACT, oneBefore.continuity());
        assertEquals(10, oneBefore.entries().size());
        Page twoBefore = store.after(ids.get(18));
        assertEquals(Continuity.TRIMMED, twoBefore.continuity());
        assertEquals("20", data(twoBefore.entries().get(0)));
        assertEquals(Continuity.EXACT, store.after(ids.get(29)).continuity());
        assertEquals(Continuity.TRIMMED, store.after(MessageId.BEGINNING).continuity());
        assertEquals(
                Continuity.OTHER_LOG,
                store.after(new MessageId(31, ids.get(29).minor())).continuity());
        assertEquals(
                Continuity.OTHER_LOG,
                store.after(new MessageId(25, ids.get(24).minor() ^ 1)).continuity());
    }

    @Test
    void compactionBoundsTheFileAndKeepsWhatIsShownAndTheHead() throws IOException {
        String large = "\"" + "x".repeat(5000) + "\"";
        MessageId last = MessageId.BEGINNING;
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            last = store.append(CHANNEL, large, null);
            ids.add(last);
            store.after(last);
            assertTrue(Files.size(store.file()) < 260_000, "bytes after " + i);
        }
        for (int round = 0; round < 2; round++) {
            Page page = store.after(ids.get(489));
            assertEquals(Continuity.EXACT, page.continuity());
            assertEquals(
                    ids.subList(490, 500),
                    page.entries().stream().map(StoredEntry::id).toList());
            assertEquals(Continuity.TRIMMED, store.after(ids.get(488)).continuity());
            assertEquals(Continuity.TRIMMED, store.after(ids.get(3)).continuity());
            assertEquals(last, page.head());
            store.restart();
        }
    }

    @Test
    void theHeadSurvivesThatAllHasAgedAway() throws IOException {
        MessageId last = MessageId.BEGINNING;
        for (int i = 0; i < 10; i++) {
            last = store.append("\"" + "x".repeat(20_000) + "\"");
        }
        store.advance(Duration.ofHours(3));
        MessageId next = store.append("\"new\""); // Drops the others from the file.
        assertEquals(next, store.after(null).head()); // A read comes after the compaction: it has the same thread.
        assertTrue(Files.size(store.file()) < 1000);
        assertEquals(11, next.major());
        store.restart();
        Page page = store.after(last);
        assertEquals(Continuity.EXACT, page.continuity());
        assertEquals(List.of("\"new\""), data(page));
        assertEquals(Continuity.TRIMMED, store.after(MessageId.BEGINNING).continuity());
    }

    @Test
    void aKeyIsStoredOnceAlsoAfterTrimCompactionAndRestart() {
        MessageId first = store.append(CHANNEL, "1", "k");
        assertEquals(first, store.append(CHANNEL, "2", "k"));
        assertNotEquals(first, store.append("other", "2", "k"));
        for (int i = 0; i < 2000; i++) {
            store.append("\"" + "x".repeat(200) + "\"");
        }
        assertEquals(first, store.append(CHANNEL, "3", "k"));
        store.advance(Duration.ofMillis(119_999));
        store.restart();
        assertEquals(first, store.append(CHANNEL, "4", "k"));
        store.advance(Duration.ofMillis(1));
        MessageId second = store.append(CHANNEL, "5", "k");
        assertEquals(2002, second.major());
        store.restart();
        assertEquals(second, store.append(CHANNEL, "6", "k"));
    }

    @Test
    void sinksAreToldInOrderWithWhatPrecedes() {
        Recorder recorder = new Recorder();
        MessageId before = store.append("0");
        Tail tail = store.listen(recorder);
        assertEquals(before, tail.head());
        List<CompletionStage<MessageId>> stages = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            stages.add(store.transport().append(CHANNEL, entry("" + i, "key " + i / 2)));
        }
        List<MessageId> ids = stages.stream().map(TestStore::await).distinct().toList();
        assertEquals(500, ids.size());
        assertEquals(ids, recorder.ids());
        assertEquals(before, recorder.previous.get(0));
        assertEquals(ids.subList(0, 499), recorder.previous.subList(1, 500));
        tail.close();
        store.append("late");
        assertEquals(500, recorder.entries.size());
    }

    @Test
    void pagesAreBoundedAndWalkEverythingOnceInBothDirections() {
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(store.append("\"123456\"")); // 8 bytes
        }
        List<MessageId> forward = new ArrayList<>();
        Page page;
        MessageId cursor = null;
        do {
            page = store.read(CHANNEL, ReadRequest.after(cursor, 4, 17));
            assertTrue(page.entries().size() <= 3);
            page.entries().forEach(entry -> forward.add(entry.id()));
            cursor = page.scannedTo();
        } while (!page.end());
        assertEquals(ids, forward);
        assertEquals(page.head(), page.scannedTo());
        List<MessageId> backward = new ArrayList<>();
        cursor = null;
        do {
            page = store.read(CHANNEL, ReadRequest.before(cursor, 4, 1));
            assertEquals(1, page.entries().size());
            page.entries().forEach(entry -> backward.add(entry.id()));
            cursor = page.scannedTo();
        } while (!page.end());
        Collections.reverse(backward);
        assertEquals(ids, backward);
        assertEquals(MessageId.BEGINNING, page.scannedTo());
    }

    @Test
    void anUnknownChannelIsEmptyAndReadingMakesNoFile() {
        Page page = store.read("nobody", ReadRequest.after(null, 10, 1000));
        assertEquals(new Page(List.of(), Continuity.EXACT, MessageId.BEGINNING, true, MessageId.BEGINNING), page);
        assertEquals(
                Continuity.EXACT,
                store.read("nobody", ReadRequest.after(MessageId.BEGINNING, 10, 1000))
                        .continuity());
        assertTrue(Files.notExists(directory.resolve(FileStore.fileName("nobody"))));
    }

    @Test
    void transportsOfOneDirectoryShareItUntilTheLastIsClosed() {
        FileTransport other = store.open();
        Recorder recorder = new Recorder();
        await(other.listen(CHANNEL, recorder));
        MessageId id = store.append("1");
        assertEquals(List.of(id), recorder.ids());
        RealtimeConfig different = RealtimeConfig.builder().build();
        assertTrue(assertThrows(RealtimeException.class, () -> FileTransport.open(directory, different))
                .toString()
                .contains("another retention"));
        other.close();
        other.close();
        assertThrows(IllegalStateException.class, () -> await(other.append(CHANNEL, entry("2", null))));
        assertThrows(IllegalStateException.class, () -> await(other.read(CHANNEL, ReadRequest.head())));
        assertThrows(IllegalStateException.class, () -> await(other.listen(CHANNEL, recorder)));
        store.append("3");
        assertEquals(List.of(id), recorder.ids());
    }

    @Test
    void whatCannotBeWrittenIsKnownNotToBeStored() throws IOException {
        store.append("1");
        Files.delete(store.file());
        EmitException failure = assertThrows(EmitException.class, () -> store.append("2"));
        assertEquals(EmitException.Stored.NO, failure.stored());
        assertTrue(failure.retryable());
        assertEquals(1, store.append("3").major(), "the log is begun anew");
    }

    @Test
    void emittersOfManyThreadsGetOneOrderThatEveryReaderSees() {
        Recorder recorder = new Recorder();
        store.listen(recorder);
        List<CompletableFuture<Void>> emitters = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String name = "\"t" + t + "\"";
            emitters.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 500; i++) {
                    MessageId id = store.append(name);
                    Page page = store.read(CHANNEL, ReadRequest.before(null, 1, 1));
                    assertTrue(!id.isAfter(page.head()), "an acknowledged message is in every later read");
                }
            }));
        }
        emitters.forEach(TestStore::await);
        List<Long> sequence = recorder.ids().stream().map(MessageId::major).toList();
        assertEquals(Stream.iterate(1L, n -> n + 1).limit(2000).toList(), sequence);
    }

    private static final class Recorder implements Sink {
        final List<StoredEntry> entries = Collections.synchronizedList(new ArrayList<>());
        final List<@Nullable MessageId> previous = Collections.synchronizedList(new ArrayList<>());

        List<MessageId> ids() {
            return entries.stream().map(StoredEntry::id).toList();
        }

        @Override
        public void entry(StoredEntry entry, @Nullable MessageId before) {
            entries.add(entry);
            previous.add(before);
        }

        @Override
        public void changed() {}

        @Override
        public void interrupted(Throwable cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void restored() {
            throw new AssertionError();
        }
    }
}
