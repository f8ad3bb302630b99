package dev.realtime4j.benchmarks.redis;

import dev.realtime4j.Realtime;
import dev.realtime4j.benchmarks.emits.Emits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Realtime, with up to so many emits under way. */
final class RealtimeEmitter implements Emitter {
    private final Realtime realtime;
    private final int window;

    RealtimeEmitter(Target target, int window) {
        realtime = Realtime.connect(target.url());
        this.window = window;
    }

    @Override
    public void emit(int count, int channels) throws Exception {
        List<String> names =
                IntStream.range(0, channels).mapToObj(i -> "c-" + i).toList();
        Emits emits = new Emits(realtime, names, Target.DATA.getBytes(StandardCharsets.UTF_8));
        if (window == 1) {
            emits.oneByOne(count);
        } else {
            emits.underWay(count, window);
        }
    }

    @Override
    public void close() {
        realtime.close();
    }
}
