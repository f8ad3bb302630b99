package dev.realtime4j.server.netty;

import dev.realtime4j.http.Batch;
import dev.realtime4j.http.HttpStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A body that goes on, written to the connection without the codec, one chunk for each batch. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the connection, which is told elsewhere
final class NettyStream extends ChannelInboundHandlerAdapter implements HttpStream {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.http");
    private static final int FRAMING = 16;
    private static final int PART = 16 * 1024;
    private static final int CRLF = '\r' << 8 | '\n';
    private static final long CLOSE_MILLIS = 5000;

    private final Channel channel;
    private final boolean chunked;
    private volatile @Nullable Runnable onReady;

    NettyStream(Channel channel, boolean chunked) {
        this.channel = channel;
        this.chunked = chunked;
    }

    void begin(ChannelHandlerContext context, int status, Map<String, String> headers) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
        headers.forEach(head.headers()::set);
        if (chunked) {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        context.write(head, context.voidPromise());
    }

    @Override
    public boolean ready() {
        return channel.isWritable();
    }

    @Override
    public void write(Batch batch) {
        int size = batch.size();
        ByteBuf bytes = channel.alloc().directBuffer(size + FRAMING);
        if (chunked) {
            ByteBufUtil.writeAscii(bytes, Integer.toHexString(size));
            bytes.writeShort(CRLF);
        }
        batch.copyTo(bytes.internalNioBuffer(bytes.writerIndex(), size));
        bytes.writerIndex(bytes.writerIndex() + size);
        if (chunked) {
            bytes.writeShort(CRLF);
        }
        while (bytes.readableBytes() > PART) { // in parts: only a whole one is counted as sent
            channel.write(bytes.readRetainedSlice(PART), channel.voidPromise());
        }
        channel.writeAndFlush(bytes, channel.voidPromise());
    }

    @Override
    public long pending() {
        return channel.bytesBeforeWritable();
    }

    @Override
    public void onReady(Runnable listener) {
        onReady = listener;
    }

    @Override
    public void onClose(Runnable listener) {
        channel.closeFuture().addListener(closed -> listener.run());
    }

    @Override
    public Executor executor() {
        return channel.eventLoop();
    }

    @Override
    public void close() {
        channel.eventLoop().execute(() -> {
            if (!channel.isWritable()) {
                channel.close();
                return;
            }
            ByteBuf end = channel.alloc().directBuffer(FRAMING);
            if (chunked) {
                ByteBufUtil.writeAscii(end, "0\r\n\r\n");
            }
            channel.writeAndFlush(end).addListener(ChannelFutureListener.CLOSE);
            channel.eventLoop().schedule((Runnable) channel::close, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message); // a client has nothing to say here
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        Runnable listener = onReady;
        if (listener != null && channel.isWritable()) {
            listener.run();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("A stream has broken", cause);
        context.close();
    }
}
