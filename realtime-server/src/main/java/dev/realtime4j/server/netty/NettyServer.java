package dev.realtime4j.server.netty;

import dev.realtime4j.http.HttpRequest;
import dev.realtime4j.http.HttpResponse;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Listens on a port and hands over what it is asked. Safe for any threads. */
public final class NettyServer implements AutoCloseable {
    private static final int BACKLOG = 4096;
    /** What a client that does not read may pin in the kernel. */
    private static final int SEND_BUFFER = 128 * 1024;
    /** A stream is ready for a batch below the first, and not ready above the second. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

    private static final int LONGEST_LINE = 32 * 1024;
    private static final int LONGEST_HEADERS = 32 * 1024;
    private static final int CHUNK = 8 * 1024;
    /** What is read from a connection at once, in bytes; all of its requests are answered before more is read. */
    private static final int MOST_READ = 16 * 1024;
    /** More requests than that do not fit into what is read at once. */
    private static final int MOST_REQUESTS = MOST_READ / "GET / HTTP/1.1\n\n".length() + 1;

    private final EventLoopGroup loops;
    private final Channel listening;
    private final ChannelGroup connections;

    private NettyServer(EventLoopGroup loops, Channel listening, ChannelGroup connections) {
        this.loops = loops;
        this.listening = listening;
        this.connections = connections;
    }

    /**
     * Starts to listen.
     *
     * @param address where; port 0 for a free one
     * @param requestTime within which a request must have arrived, from its first byte to its last
     * @param idleTime how long a connection may stay open between two requests
     * @param handler answers; called by the threads of the server, so that it must not block
     * @return a server that listens
     * @throws IOException if it cannot listen there; the message names the address
     */
    public static NettyServer start(
            InetSocketAddress address,
            Duration requestTime,
            Duration idleTime,
            BiConsumer<HttpRequest, HttpResponse> handler)
            throws IOException {
        EventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), NioIoHandler.newFactory());
        HttpDecoderConfig decoding = new HttpDecoderConfig()
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LONGEST_HEADERS)
                .setMaxChunkSize(CHUNK);
        // Once closed it closes who comes later: a loop that ends would leave a connection that it was just given open.
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(64, 2048, MOST_READ).maxMessagesPerRead(1))
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        connections.add(channel);
                        RequestDeadline deadline = new RequestDeadline(requestTime, idleTime);
                        channel.pipeline()
                                .addLast(deadline)
                                .addLast(new HttpServerCodec(decoding, MOST_REQUESTS))
                                .addLast(new NettyConnection(handler, deadline));
                    }
                });
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IOException(refused(address, bound.cause()), bound.cause());
        }
        return new NettyServer(loops, bound.channel(), connections);
    }

    private static String refused(InetSocketAddress address, Throwable cause) {
        String place = address.getHostString() + ":" + address.getPort();
        if (address.isUnresolved()) {
            return "cannot listen on " + place + ": no host is known by that name";
        }
        String why = String.valueOf(cause.getMessage());
        return why.contains("already in use") ? place + " is in use" : "cannot listen on " + place + ": " + why;
    }

    /**
     * Where this server listens.
     *
     * @return the address, with the port that was found where 0 was asked for
     */
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    /** Takes no new connections; those that are open are served on. Idempotent. */
    public void stopListening() {
        listening.close().awaitUninterruptibly();
    }

    /** Closes all connections and ends all threads. Idempotent. */
    @Override
    public void close() {
        stopListening();
        var unused = connections.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
