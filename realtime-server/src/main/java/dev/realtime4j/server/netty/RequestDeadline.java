package dev.realtime4j.server.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that take too long to say what they want, however regularly they send a byte. Used by the thread of
 * its connection only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the connection, which is told elsewhere
final class RequestDeadline extends ChannelInboundHandlerAdapter {
    private final long requestMillis;
    private final long idleMillis;
    private @Nullable Future<?> timeout;
    private boolean idle = true;

    RequestDeadline(Duration requestTime, Duration idleTime) {
        requestMillis = requestTime.toMillis();
        idleMillis = idleTime.toMillis();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        start(context, requestMillis);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (idle) {
            idle = false;
            start(context, requestMillis);
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        context.fireChannelInactive();
    }

    private void start(ChannelHandlerContext context, long millis) {
        stop();
        timeout = context.executor().schedule((Runnable) context::close, millis, TimeUnit.MILLISECONDS);
    }

    /** The request has arrived. */
    void stop() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }

    /** The request was answered; the next one may take its time. */
    void waitForNext(ChannelHandlerContext context) {
        idle = true;
        start(context, idleMillis);
    }
}
