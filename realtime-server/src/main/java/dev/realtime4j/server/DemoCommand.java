package dev.realtime4j.server;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** {@code realtime demo}. */
@Command(
        name = "demo",
        description = {
            "Play through what channels and subscriptions do, step by step, within this process.",
            "Needs no backend. Colours are used on a terminal unless NO_COLOR is set."
        })
final class DemoCommand implements Callable<Integer> {
    private final Streams streams;

    DemoCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws InterruptedException {
        new Demo(new Story(streams.out(), Ansi.AUTO)).play();
        return 0;
    }
}
