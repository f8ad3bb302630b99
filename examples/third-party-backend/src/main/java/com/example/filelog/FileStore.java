package com.example.filelog;

import dev.realtime4j.EmitException;
import dev.realtime4j.EmitException.Stored;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.StoredEntry;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A directory of logs, shared by the transports of this process.
 *
 * <p><b>One thread</b> writes, reads and tells the listeners. So everything has one order (Rule E2), what a page says of its
 * cursor is true of that page, and what a listener is told is stored. It is never a thread of a caller: a {@link
 * FileChannel} is closed when a thread that uses it is interrupted.
 */
final class FileStore {
    static final String TEMPORARY = ".tmp";
    private static final String LOG = ".log";
    private static final String LOCK = "lock";
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    private static final int BATCH_BYTES = 1024 * 1024;
    private static final int LOGS_IN_MEMORY = 2000;
    private static final System.Logger LOGGER = System.getLogger(FileStore.class.getName());
    private static final Map<Path, FileStore> OPEN = new HashMap<>(); // Guarded by this class.

    private final Path directory;
    private final RealtimeConfig config; // of the first transport: the others keep and force alike
    private final boolean fsync;
    private final FileChannel lock;
    private final ExecutorService thread;
    private final Queue<Append> appends = new ConcurrentLinkedQueue<>();
    private final Map<String, ChannelLog> logs = new HashMap<>(); // Used by the thread only.
    private final Map<String, Set<Listener>> listeners = new ConcurrentHashMap<>();
    private int transports; // Guarded by the class.

    /** An entry that waits to be stored. */
    record Append(String channel, Entry entry, Clock clock, CompletableFuture<MessageId> done) {}

    /** Work of the thread. */
    interface Work {
        void run() throws IOException;
    }

    static synchronized FileStore open(Path directory, RealtimeConfig config) {
        try {
            Path real = Files.createDirectories(directory).toRealPath();
            FileStore store = OPEN.get(real);
            if (store == null) {
                store = new FileStore(real, config);
                OPEN.put(real, store);
            } else if (!store.config.retentions().equals(config.retentions())
                    || store.fsync != FileTransportProvider.fsync(config)) {
                throw new RealtimeException(real + " is open with another retention or durability", null, false);
            }
            store.transports++;
            return store;
        } catch (IOException e) {
            throw new RealtimeException("Cannot open " + directory + ": " + e, e, true);
        }
    }

    private FileStore(Path directory, RealtimeConfig config) throws IOException {
        this.directory = directory;
        this.config = config;
        this.fsync = FileTransportProvider.fsync(config);
        lock = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock.tryLock() == null) { // The system releases it with the channel, also if this process is killed.
            lock.close();
            throw new RealtimeException(
                    directory + " is in use by another process: a directory of logs serves one process", null, true);
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (file.toString().endsWith(LOG + TEMPORARY)) {
                    Files.delete(file); // Half written when a process was killed; the file it was to replace is whole.
                } else if (!file.toString().endsWith(LOG) && !file.endsWith(LOCK)) {
                    LOGGER.log(Level.WARNING, "Not a log of ours, left alone: " + file);
                }
            }
        }
        thread = Executors.newSingleThreadExecutor(work -> {
            Thread created = new Thread(work, "file-log " + directory.getFileName());
            created.setDaemon(true);
            return created;
        });
    }

    /** Ends the use by one transport. What was begun is finished before: all that ever awaits is on the disk or failed. */
    void release() {
        synchronized (FileStore.class) {
            CompletableFuture<Void> idle = new CompletableFuture<>();
            run(idle, () -> idle.complete(null));
            boolean last = --transports == 0;
            if (last) {
                OPEN.remove(directory);
                thread.shutdown();
            }
            idle.completeOnTimeout(null, config.timeouts().close().toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            if (last) {
                try {
                    lock.close();
                } catch (IOException e) {
                    LOGGER.log(Level.WARNING, "Cannot unlock " + directory, e);
                }
            }
        }
    }

    /** Has work done by the thread; a failure of it fails the future. */
    void run(CompletableFuture<?> done, Work work) {
        try {
            thread.execute(() -> {
                try {
                    work.run();
                } catch (IOException e) {
                    done.completeExceptionally(new RealtimeException("Cannot read " + directory + ": " + e, e, true));
                } catch (RuntimeException e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(FileTransport.closed());
        }
    }

    /**
     * Stores an entry. All that waits by the time the thread is free is written at once: one force serves many emitters,
     * and those whose turn comes then find nothing left to do.
     */
    void append(Append append) {
        appends.add(append);
        run(append.done(), this::writeBatch);
    }

    private void writeBatch() {
        Map<String, List<Append>> batch = new LinkedHashMap<>();
        int bytes = 0;
        for (Append next; bytes < BATCH_BYTES && (next = appends.poll()) != null; ) {
            if (!next.done().isDone()) { // Else its time was over, and what has failed may not be stored late.
                batch.computeIfAbsent(next.channel(), channel -> new ArrayList<>())
                        .add(next);
                bytes += next.entry().json().length + 100;
            }
        }
        batch.forEach(this::write);
    }

    private void write(String channel, List<Append> batch) {
        Set<Listener> told = listeners.getOrDefault(channel, Set.of());
        try {
            // tag::write[]
            ChannelLog log = log(channel);
            MessageId previous = log.head();
            List<MessageId> ids = new ArrayList<>(batch.size());
            for (Append append : batch) {
                ids.add(log.stage(append.entry(), append.clock().millis()));
            }
            for (StoredEntry entry : log.commit()) {
                for (Listener listener : told) {
                    listener.entry(entry, previous);
                }
                previous = entry.id();
            }
            for (int i = 0; i < ids.size(); i++) {
                batch.get(i).done().complete(ids.get(i));
            }
            // end::write[]
            log.compact(batch.get(0).clock().millis());
        } catch (IOException | RuntimeException e) {
            EmitException failure = e instanceof EmitException known
                    ? known
                    : new EmitException("Cannot write to channel \"" + channel + "\": " + e, e, true, Stored.NO);
            batch.forEach(append -> append.done().completeExceptionally(failure));
            logs.remove(channel); // To be read anew: only the file knows what it holds now.
            told.forEach(Listener::changed);
        }
    }

    Page read(String channel, ReadRequest request) throws IOException {
        try {
            return log(channel).read(request);
        } catch (IOException e) {
            logs.remove(channel); // The file is damaged, or someone else has changed it: look at it anew.
            return log(channel).read(request);
        }
    }

    MessageId head(String channel) throws IOException {
        return log(channel).head();
    }

    void add(Listener listener) {
        listeners
                .computeIfAbsent(listener.channel(), channel -> ConcurrentHashMap.newKeySet())
                .add(listener);
    }

    void remove(Listener listener) {
        listeners.computeIfPresent(
                listener.channel(), (channel, all) -> all.remove(listener) && all.isEmpty() ? null : all);
    }

    private ChannelLog log(String channel) throws IOException {
        ChannelLog log = logs.get(channel);
        if (log == null) {
            if (logs.size() == LOGS_IN_MEMORY) {
                logs.clear(); // Each is read again when it is needed.
            }
            log = new ChannelLog(channel, directory, config.retention(channel), fsync);
            logs.put(channel, log);
        }
        return log;
    }

    /**
     * A file name for any channel name: lower-case letters, digits, {@code _} and {@code -} as they are, every other byte
     * as {@code =HH}, also capitals, which some file systems take for small letters. What gets too long is hashed.
     */
    static String fileName(String channel) {
        byte[] utf8 = channel.getBytes(StandardCharsets.UTF_8);
        StringBuilder name = new StringBuilder();
        for (byte b : utf8) {
            boolean plain = PLAIN.indexOf(b) >= 0;
            name.append(plain ? String.valueOf((char) b) : String.format("=%02X", b));
        }
        if (name.length() <= 200) {
            return name + LOG;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(utf8);
            return "=sha256=" + HexFormat.of().formatHex(hash) + LOG;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256", e);
        }
    }

    /** Makes a new file name survive a crash of the machine. */
    static void forceDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "This system cannot force a directory to the disk", e);
        }
    }
}
