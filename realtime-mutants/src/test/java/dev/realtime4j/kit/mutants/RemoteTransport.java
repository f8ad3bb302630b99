package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A client of a {@link RemoteStore}: one connection, answers in the order of the requests. */
final class RemoteTransport implements Transport {
    private final Socket socket;
    private final DataOutputStream out;
    private final Queue<Answer> waiting = new ArrayDeque<>(); // guarded by this
    private final Map<Integer, Sink> sinks = new ConcurrentHashMap<>();
    private int listeners; // guarded by this
    private boolean closed; // guarded by this

    private interface Words {
        void write(DataOutputStream out) throws IOException;
    }

    private interface Answer {
        void read(DataInputStream in) throws IOException;

        void failed(Throwable failure);
    }

    private interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    RemoteTransport(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            RemoteStore.start("remote client", () -> receive(in));
        } catch (IOException e) {
            throw new RealtimeException("No store at port " + port, e, true);
        }
    }

    private void receive(DataInputStream in) {
        try {
            while (true) {
                if (Wire.Reply.valueOf(in.readUTF()) == Wire.Reply.ANSWER) {
                    answered().read(in);
                } else {
                    Sink sink = sinks.get(in.readInt());
                    StoredEntry entry = Wire.readStored(in);
                    MessageId previous = Wire.readIdOrNull(in);
                    if (sink != null) {
                        sink.entry(entry, previous);
                    }
                }
            }
        } catch (IOException gone) {
            close();
        }
    }

    private synchronized Answer answered() throws IOException {
        Answer next = waiting.poll();
        if (next == null) {
            throw new IOException("an answer to nothing");
        }
        return next;
    }

    private <T> CompletionStage<T> ask(Wire.Request request, Words words, Reader<T> reader) {
        CompletableFuture<T> asked = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new IllegalStateException("This transport is closed"));
            }
            waiting.add(new Answer() {
                @Override
                public void read(DataInputStream in) throws IOException {
                    asked.complete(reader.read(in));
                }

                @Override
                public void failed(Throwable failure) {
                    asked.completeExceptionally(failure);
                }
            });
            try {
                out.writeUTF(request.name());
                words.write(out);
                out.flush();
            } catch (IOException e) {
                asked.completeExceptionally(new RealtimeException("The store is gone", e, true));
            }
        }
        return asked;
    }

    @Override
    public CompletionStage<MessageId> append(String channel, Entry entry) {
        return ask(
                Wire.Request.APPEND,
                to -> {
                    to.writeUTF(channel);
                    Wire.write(to, entry);
                },
                Wire::readId);
    }

    @Override
    public CompletionStage<Page> read(String channel, ReadRequest request) {
        return ask(
                Wire.Request.READ,
                to -> {
                    to.writeUTF(channel);
                    Wire.write(to, request);
                },
                Wire::readPage);
    }

    @Override
    public CompletionStage<Tail> listen(String channel, Sink sink) {
        int number;
        synchronized (this) {
            number = ++listeners;
        }
        sinks.put(number, sink); // It may be told before the answer comes.
        return ask(
                        Wire.Request.LISTEN,
                        to -> {
                            to.writeUTF(channel);
                            to.writeInt(number);
                        },
                        Wire::readId)
                .thenApply(head -> new Tail() {
                    @Override
                    public MessageId head() {
                        return head;
                    }

                    @Override
                    public Duration recheck() {
                        return Duration.ZERO;
                    }

                    @Override
                    public void close() {
                        sinks.remove(number);
                        leave(number);
                    }
                });
    }

    private synchronized void leave(int number) {
        try {
            if (!closed) {
                out.writeUTF(Wire.Request.LEAVE.name());
                out.writeInt(number);
                out.flush();
            }
        } catch (IOException gone) {
            // And the listener with it.
        }
    }

    @Override
    public void close() {
        Queue<Answer> left;
        synchronized (this) {
            closed = true;
            left = new ArrayDeque<>(waiting);
            waiting.clear();
        }
        sinks.clear();
        left.forEach(answer -> answer.failed(new IllegalStateException("This transport is closed")));
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is left to be closed.
        }
    }
}
