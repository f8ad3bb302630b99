package dev.realtime4j.server.netty;

import dev.realtime4j.http.HttpResponse;
import dev.realtime4j.http.HttpStream;
import dev.realtime4j.http.Reply;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Map;

/** A response of a Netty server. */
final class NettyResponse implements HttpResponse {
    private final ChannelHandlerContext context;
    private final NettyConnection connection;
    private final HttpVersion version;

    NettyResponse(ChannelHandlerContext context, NettyConnection connection, HttpVersion version) {
        this.context = context;
        this.connection = connection;
        this.version = version;
    }

    @Override
    public void send(Reply reply) {
        if (context.executor().inEventLoop()) {
            connection.send(context, reply);
        } else {
            context.executor().execute(() -> connection.send(context, reply));
        }
    }

    @Override
    public HttpStream stream(int status, Map<String, String> headers) {
        // Without chunks the end of the connection is the end of the body.
        NettyStream stream = new NettyStream(context.channel(), !version.equals(HttpVersion.HTTP_1_0));
        context.executor().execute(() -> {
            stream.begin(context, status, headers);
            connection.become(context, stream);
        });
        return stream;
    }
}
