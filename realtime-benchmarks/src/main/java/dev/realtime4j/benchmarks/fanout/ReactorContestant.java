package dev.realtime4j.benchmarks.fanout;

import dev.realtime4j.codec.RawJson;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A multicasting sink of Reactor; each receiver is published to on a scheduler of as many threads as there are cores. */
final class ReactorContestant implements Contestant {
    private final Scheduler scheduler =
            Schedulers.newParallel("reactor", Runtime.getRuntime().availableProcessors(), true);
    private final Sinks.Many<Note> sink = Sinks.many().multicast().onBackpressureBuffer(Window.BUFFER, false);

    ReactorContestant(Receivers receivers) {
        for (int i = 0; i < receivers.size(); i++) {
            Receivers.Receiver receiver = receivers.receiver(i);
            var unused = sink.asFlux()
                    .publishOn(scheduler, Window.BUFFER)
                    .subscribe(note -> receiver.take(note.number()), failure -> receivers.lost());
        }
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // a full buffer is emptied by others
    public void publish(long number, RawJson data) {
        Note note = new Note(number, data);
        while (sink.tryEmitNext(note) == Sinks.EmitResult.FAIL_OVERFLOW) {
            Thread.yield();
        }
    }

    @Override
    public void close() {
        sink.tryEmitComplete().orThrow();
        scheduler.dispose();
    }
}
