package dev.realtime4j.server.netty;

import dev.realtime4j.http.HttpRequest;
import dev.realtime4j.http.HttpResponse;
import dev.realtime4j.http.Reply;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one connection, one after the other: the next one is not read before the last one was answered. Used by
 * the thread of its connection only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the connection, which is told elsewhere
final class NettyConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.http");
    private static final long LINGER_MILLIS = 2000;

    private final BiConsumer<HttpRequest, HttpResponse> handler;
    private final RequestDeadline deadline;
    /** What was read and is not looked at yet; no more is read before it is. */
    private final ArrayDeque<HttpObject> objects = new ArrayDeque<>();

    private @Nullable NettyRequest request;
    private @Nullable Reply early;
    private boolean taking;
    private boolean hasBody;
    private boolean received = true;
    private boolean answered = true;
    private boolean keepAlive = true;
    private HttpVersion version = HttpVersion.HTTP_1_1;

    NettyConnection(BiConsumer<HttpRequest, HttpResponse> handler, RequestDeadline deadline) {
        this.handler = handler;
        this.deadline = deadline;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (isLast()) {
            ReferenceCountUtil.release(message);
            return;
        }
        objects.add((HttpObject) message);
        take(context);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        readMore(context);
    }

    /** Looks at what was read, up to the beginning of a request that must wait. Never calls itself. */
    private void take(ChannelHandlerContext context) {
        if (taking) {
            return;
        }
        taking = true;
        while (!objects.isEmpty() && mayGoOn(context)) {
            HttpObject object = objects.remove();
            try {
                take(context, object);
            } finally {
                ReferenceCountUtil.release(object);
            }
        }
        taking = false;
    }

    private void take(ChannelHandlerContext context, HttpObject object) {
        if (object.decoderResult().isFailure()) {
            refuse(context, object.decoderResult().cause());
            return;
        }
        if (object instanceof io.netty.handler.codec.http.HttpRequest head) {
            begin(context, head);
        }
        NettyRequest current = request;
        if (object instanceof HttpContent content && current != null) {
            current.add(content.content());
            if (object instanceof LastHttpContent) {
                received(context, current);
            }
        }
    }

    private void begin(ChannelHandlerContext context, io.netty.handler.codec.http.HttpRequest head) {
        NettyRequest current = new NettyRequest(context, head);
        request = current;
        received = false;
        answered = false;
        keepAlive = HttpUtil.isKeepAlive(head);
        version = head.protocolVersion();
        hasBody = HttpUtil.isTransferEncodingChunked(head) || HttpUtil.getContentLength(head, 0L) > 0;
        handler.accept(current, new NettyResponse(context, this, version));
    }

    private void received(ChannelHandlerContext context, NettyRequest current) {
        received = true;
        deadline.stop();
        current.complete();
        Reply reply = early;
        if (reply != null) {
            early = null;
            send(context, reply);
        }
    }

    private void readMore(ChannelHandlerContext context) {
        if (objects.isEmpty() && mayGoOn(context)) {
            context.read();
        }
    }

    /** Whether what comes next on this connection may be looked at: not while the client leaves answers unread. */
    private boolean mayGoOn(ChannelHandlerContext context) {
        return !isLast() && (!received || answered) && context.channel().isWritable();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        take(context);
        readMore(context);
    }

    private boolean isLast() {
        return answered && !keepAlive;
    }

    /** What is not HTTP is answered once, and nothing after it is looked at. */
    private void refuse(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("Not a request", cause);
        boolean line = cause instanceof TooLongHttpLineException;
        boolean headers = cause instanceof TooLongHttpHeaderException;
        received = false;
        hasBody = true;
        answered = false;
        keepAlive = false;
        request = null;
        String message = line ? "The request line is too long" : headers ? "The headers are too long" : "Not HTTP/1.1";
        send(context, Reply.text(line ? 414 : headers ? 431 : 400, message));
    }

    void send(ChannelHandlerContext context, Reply reply) {
        if (answered || !context.channel().isActive()) {
            return;
        }
        if (!received && !hasBody) {
            early = reply; // the end of the request is there already, and comes next
            return;
        }
        answered = true;
        keepAlive &= received; // nobody waits for the rest of a body that was refused
        request = null;
        boolean isLast = !keepAlive;
        boolean isWhole = received;
        if (isLast && !isWhole) {
            discard();
        } else {
            deadline.waitForNext(context); // also for the last answer: nobody else would cut off who does not read it
        }
        // The last look at this request: what is written may make room for the next one, which then begins at once.
        var written = context.writeAndFlush(response(reply));
        if (!isLast && !taking) {
            take(context);
            readMore(context);
        } else if (isLast && isWhole) {
            written.addListener(ChannelFutureListener.CLOSE);
        } else if (isLast) {
            written.addListener(sent -> closeLater(context));
        }
    }

    /** Reads on for a while: to close with something unread would also take away the answer. */
    private static void closeLater(ChannelHandlerContext context) {
        ((SocketChannel) context.channel()).shutdownOutput();
        context.channel().config().setAutoRead(true);
        context.executor().schedule((Runnable) context::close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private FullHttpResponse response(Reply reply) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        reply.headers().forEach(headers::set);
        if (reply.status() != 204 && reply.status() != 304) {
            headers.setInt(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
        }
        HttpUtil.setKeepAlive(headers, version, keepAlive); // which HTTP/1.0 must be told, too
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(reply.status()),
                Unpooled.wrappedBuffer(reply.body()),
                headers,
                EmptyHttpHeaders.INSTANCE);
    }

    /** The connection is a stream's from now on: what parses requests is taken away, and with it the memory it holds. */
    void become(ChannelHandlerContext context, NettyStream stream) {
        discard();
        answered = true;
        keepAlive = false;
        deadline.stop();
        context.pipeline().addLast(stream);
        context.pipeline().remove(this);
        context.pipeline().remove(HttpServerCodec.class);
        context.pipeline().remove(deadline);
        context.channel().config().setAutoRead(true); // so that the end of the client is noticed at once
    }

    private void discard() {
        objects.forEach(ReferenceCountUtil::release);
        objects.clear();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        discard();
        NettyRequest current = request;
        if (current != null) {
            current.fail(new IOException("The client has gone"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("A connection failed", cause);
        context.close();
    }
}
