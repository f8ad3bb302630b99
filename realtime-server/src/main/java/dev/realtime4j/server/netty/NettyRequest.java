package dev.realtime4j.server.netty;

import dev.realtime4j.http.BodyTooLargeException;
import dev.realtime4j.http.HttpRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A request of a Netty server. The body is kept only if it is asked for while the request is being handed over. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the connection, which is told elsewhere
final class NettyRequest implements HttpRequest {
    /** Bytes that are set aside for a body as long as is said, before it has come. */
    private static final long MOST_IN_ADVANCE = 8192;

    private final ChannelHandlerContext context;
    private final io.netty.handler.codec.http.HttpRequest head;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private @Nullable ByteBuf collected;
    private int maxBytes;

    NettyRequest(ChannelHandlerContext context, io.netty.handler.codec.http.HttpRequest head) {
        this.context = context;
        this.head = head;
    }

    @Override
    public String method() {
        return head.method().name();
    }

    @Override
    public String path() {
        String target = target();
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    @Override
    public @Nullable String query() {
        String target = target();
        int query = target.indexOf('?');
        return query < 0 ? null : target.substring(query + 1);
    }

    /** The target in its usual form; a proxy's may hold the server's name. */
    private String target() {
        String target = head.uri();
        int authority = target.indexOf("://");
        if (target.startsWith("/") || authority < 0) {
            return target;
        }
        int path = target.indexOf('/', authority + 3);
        return path < 0 ? "/" : target.substring(path);
    }

    @Override
    public List<String> headers(String name) {
        return head.headers().getAll(name);
    }

    @Override
    public String remoteAddress() {
        return context.channel().remoteAddress() instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress()
                : "unknown";
    }

    @Override
    public CompletionStage<byte[]> body(int most) {
        maxBytes = most;
        long announced = HttpUtil.getContentLength(head, 0L);
        if (announced > most) {
            body.completeExceptionally(new BodyTooLargeException(most));
            return body;
        }
        collected = Unpooled.buffer((int) Math.min(announced, MOST_IN_ADVANCE));
        if (HttpUtil.is100ContinueExpected(head)) {
            context.writeAndFlush(
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE),
                    context.voidPromise());
        }
        return body;
    }

    void add(ByteBuf content) {
        ByteBuf all = collected;
        if (all == null) {
            return;
        }
        if (content.readableBytes() > maxBytes - all.readableBytes()) {
            collected = null;
            body.completeExceptionally(new BodyTooLargeException(maxBytes));
            return;
        }
        all.writeBytes(content);
    }

    void complete() {
        ByteBuf all = collected;
        if (all != null) {
            collected = null;
            body.complete(ByteBufUtil.getBytes(all, 0, all.readableBytes(), false)); // nobody else has it
        }
    }

    void fail(Throwable cause) {
        body.completeExceptionally(cause);
    }
}
