package dev.realtime4j.inmemory;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.util.concurrent.CompletionStage;

/** Passes everything on to another transport, for those that change one thing. */
abstract class ForwardingTransport implements Transport {
    private final Transport log;

    ForwardingTransport(Transport log) {
        this.log = log;
    }

    @Override
    public CompletionStage<MessageId> append(String channel, Entry entry) {
        return log.append(channel, entry);
    }

    @Override
    public CompletionStage<Page> read(String channel, ReadRequest request) {
        return log.read(channel, request);
    }

    @Override
    public CompletionStage<Tail> listen(String channel, Sink sink) {
        return log.listen(channel, sink);
    }

    @Override
    public void close() {
        log.close();
    }
}
