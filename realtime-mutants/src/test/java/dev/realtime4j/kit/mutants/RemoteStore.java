package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.inmemory.InMemoryTransport;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An in-memory store that other processes reach by a port of this machine: the least that is shared by processes. */
final class RemoteStore implements AutoCloseable {
    private final Transport log = InMemoryTransport.of(RealtimeConfig.builder()
            .retention(new Retention(100_000, Duration.ofHours(24)))
            .build());
    private final ServerSocket server;

    RemoteStore() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("remote store", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    static void start(String name, Runnable loop) {
        Thread thread = new Thread(loop, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                start("remote store connection", () -> serve(socket));
            }
        } catch (IOException closed) {
            // The store is closed.
        }
    }

    private void serve(Socket socket) {
        Map<Integer, Tail> tails = new HashMap<>();
        try (socket) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            while (true) {
                answer(in, out, tails);
            }
        } catch (IOException gone) {
            // The client is gone, perhaps killed.
        } finally {
            tails.values().forEach(Tail::close);
        }
    }

    /** The in-memory store answers at once: its stages are complete. */
    private void answer(DataInputStream in, DataOutputStream out, Map<Integer, Tail> tails) throws IOException {
        Wire.Request request = Wire.Request.valueOf(in.readUTF());
        if (request == Wire.Request.LEAVE) {
            Tail tail = tails.remove(in.readInt());
            if (tail != null) {
                tail.close();
            }
            return;
        }
        String channel = in.readUTF();
        switch (request) {
            case APPEND -> {
                MessageId id = log.append(channel, Wire.readEntry(in))
                        .toCompletableFuture()
                        .join();
                send(out, Wire.Reply.ANSWER, () -> Wire.write(out, id));
            }
            case READ -> {
                var page = log.read(channel, Wire.readRequest(in))
                        .toCompletableFuture()
                        .join();
                send(out, Wire.Reply.ANSWER, () -> Wire.write(out, page));
            }
            default -> {
                int number = in.readInt();
                Tail tail = log.listen(channel, new Teller(number, out))
                        .toCompletableFuture()
                        .join();
                tails.put(number, tail);
                send(out, Wire.Reply.ANSWER, () -> Wire.write(out, tail.head()));
            }
        }
    }

    private interface Words {
        void write() throws IOException;
    }

    private static void send(DataOutputStream out, Wire.Reply reply, Words words) throws IOException {
        synchronized (out) {
            out.writeUTF(reply.name());
            words.write();
            out.flush();
        }
    }

    /** Tells another process. */
    private record Teller(int number, DataOutputStream out) implements Sink {
        @Override
        public void entry(StoredEntry entry, @Nullable MessageId previous) {
            try {
                send(out, Wire.Reply.ENTRY, () -> {
                    out.writeInt(number);
                    Wire.write(out, entry);
                    Wire.write(out, previous);
                });
            } catch (IOException gone) {
                // Its connection ends, and this listener with it.
            }
        }

        @Override
        public void changed() {}

        @Override
        public void interrupted(Throwable cause) {}

        @Override
        public void restored() {}
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        log.close();
    }
}
