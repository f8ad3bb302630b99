package dev.realtime4j.tck.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A TCP proxy in front of a broker whose connections can be cut, refused, stalled and left behind. Safe for use by any threads. */
public final class FaultyLink implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;

    private final String host;
    private final int target;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    /** Those whose bytes are still under way though they know of no connection any more. */
    private final Set<Socket> leftBehind = ConcurrentHashMap.newKeySet();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flowing = lock.newCondition();
    private boolean refusing;
    private boolean stalled;
    private boolean closed;
    private int holding;

    /**
     * Opens the proxy on a free port of the loopback address.
     *
     * @param host where the broker listens
     * @param port where the broker listens
     * @throws UncheckedIOException if no port can be had
     */
    public FaultyLink(String host, int port) {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), host, port);
    }

    /**
     * Opens the proxy at a broker's own port of another address, for brokers that tell clients another host than they tell
     * each other.
     *
     * @param address an address of this machine, such as {@code 127.0.0.2}
     * @param host where the broker listens
     * @param port where the broker listens
     * @return the link
     * @throws UncheckedIOException if the port cannot be had there
     */
    public static FaultyLink beside(String address, String host, int port) {
        return new FaultyLink(new InetSocketAddress(address, port), host, port);
    }

    private FaultyLink(InetSocketAddress listen, String host, int port) {
        this.host = host;
        this.target = port;
        try {
            server = new ServerSocket(listen.getPort(), 128, listen.getAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("No port at " + listen, e);
        }
        daemon("accept", this::accept);
    }

    /**
     * Where clients connect.
     *
     * @return a port of the loopback address
     */
    public int port() {
        return server.getLocalPort();
    }

    /**
     * How many use it.
     *
     * @return the connections of clients that stand
     */
    public int connections() {
        return (sockets.size() + 1) / 2; // of each, both ends
    }

    /** Cuts every connection that stands now. New ones are taken, unless {@link #refuse()} was called. */
    public void cut() {
        sockets.forEach(FaultyLink::close);
    }

    /** Closes every connection that comes from now on, and cuts those that stand. */
    public void refuse() {
        change(() -> refusing = true);
        cut();
    }

    /** Holds back every byte in both directions; connections stay, as on a network that swallows packets. */
    public void stall() {
        change(() -> stalled = true);
    }

    /**
     * Whether a {@link #stall()} has caught anything.
     *
     * @return whether bytes are held back
     */
    public boolean isHolding() {
        lock.lock();
        try {
            return holding > 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends {@link #stall()} for connections that come from now on, and cuts those that stand, but for their clients only:
     * the broker still has them, and what was held back on its way to it arrives with {@link #restore()}, later than what
     * came over newer connections.
     */
    public void leaveBehind() {
        change(() -> {
            leftBehind.addAll(clients);
            stalled = false;
        });
        leftBehind.forEach(FaultyLink::close);
    }

    /** Ends {@link #refuse()}, {@link #stall()} and {@link #leaveBehind()}: bytes held back are passed on. */
    public void restore() {
        change(() -> {
            refusing = false;
            stalled = false;
            leftBehind.clear();
        });
    }

    /**
     * Tells every client that is connected something as if the broker had said it.
     *
     * @param bytes what a broker may say, or what none would
     * @throws UncheckedIOException if a client has gone meanwhile
     */
    public void say(byte[] bytes) {
        for (Socket client : clients) {
            try {
                client.getOutputStream().write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException("A client has gone", e);
            }
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            flowing.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (true) {
            Socket client;
            try {
                client = server.accept();
            } catch (IOException ended) {
                return;
            }
            Socket broker = new Socket();
            sockets.add(client);
            clients.add(client);
            sockets.add(broker);
            // After they were added: a refusal that comes now finds them.
            if (isRefusing() || !connect(broker)) {
                forget(client, broker);
            } else {
                daemon("up", () -> pass(client, broker));
                daemon("down", () -> pass(broker, client));
            }
        }
    }

    private boolean isRefusing() {
        lock.lock();
        try {
            return refusing || closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean connect(Socket broker) {
        try {
            broker.setTcpNoDelay(true);
            broker.connect(new InetSocketAddress(host, target), 5_000);
            return true;
        } catch (IOException away) {
            return false;
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            to.setTcpNoDelay(true);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int count = in.read(buffer);
            while (count >= 0) {
                awaitFlow(from);
                out.write(buffer, 0, count);
                count = in.read(buffer);
            }
        } catch (IOException cut) {
            // The other direction is cut below.
        } finally {
            forget(from, to);
        }
    }

    private void awaitFlow(Socket from) {
        lock.lock();
        holding++;
        try {
            while ((stalled || leftBehind.contains(from)) && !closed) {
                flowing.awaitUninterruptibly();
            }
        } finally {
            holding--;
            lock.unlock();
        }
    }

    private void forget(Socket one, Socket other) {
        close(one);
        close(other);
        for (Socket socket : new Socket[] {one, other}) {
            sockets.remove(socket);
            clients.remove(socket);
        }
    }

    /** Ends the proxy and every connection. Idempotent. */
    @Override
    public void close() {
        change(() -> closed = true);
        close(server);
        cut();
    }

    private static void close(@Nullable AutoCloseable socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (Exception ended) {
            // Closed already, or the other side was first.
        }
    }

    private static void daemon(String direction, Runnable work) {
        Thread thread = new Thread(work, "faulty-link-" + direction);
        thread.setDaemon(true);
        thread.start();
    }
}
