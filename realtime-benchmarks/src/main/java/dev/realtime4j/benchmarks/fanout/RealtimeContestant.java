package dev.realtime4j.benchmarks.fanout;

import dev.realtime4j.Channel;
import dev.realtime4j.Message;
import dev.realtime4j.Realtime;
import dev.realtime4j.codec.RawJson;
import java.util.function.Consumer;

/** Realtime through its public API, as it is configured by default. */
final class RealtimeContestant implements Contestant {
    private final Realtime realtime = Realtime.connect("memory:");
    private final Channel channel = realtime.channel("room");

    RealtimeContestant(Receivers receivers) {
        for (int i = 0; i < receivers.size(); i++) {
            Handler handler = new Handler(receivers.receiver(i));
            channel.subscribe(options -> options.onMessage(handler).onGap(gap -> receivers.lost()));
        }
    }

    /** The in-memory backend numbers the messages of a channel one by one in the second part of the id. */
    private static final class Handler implements Consumer<Message<?>> {
        private final Receivers.Receiver receiver;
        private long first = -1;

        Handler(Receivers.Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void accept(Message<?> message) {
            long number = message.id().minor();
            if (first < 0) {
                first = number;
            }
            receiver.take(number - first);
        }
    }

    @Override
    public void publish(long number, RawJson data) {
        channel.emit("chat.message", data);
    }

    @Override
    public void close() {
        realtime.close();
    }
}
