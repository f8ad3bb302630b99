package dev.realtime4j.examples;

import dev.realtime4j.Channel;
import dev.realtime4j.EventType;
import org.junit.jupiter.api.Test;

class JobProgressTest extends Example {
    record Progress(int percent) {}

    static final EventType<Progress> STARTED = EventType.of("job.started", Progress.class);
    static final EventType<Progress> PROGRESS = EventType.of("job.progress", Progress.class);
    static final EventType<Progress> COMPLETED = EventType.of("job.completed", Progress.class);

    // tag::job[]
    void run(String jobId) {
        Channel job = realtime.channel(jobId);
        job.emit(STARTED, new Progress(0));
        for (int percent = 25; percent <= 75; percent += 25) {
            processChunk();
            job.emit(PROGRESS, new Progress(percent));
        }
        job.emit(COMPLETED, new Progress(100));
    }
    // end::job[]

    @Test
    void whoeverComesLateSeesTheWholeJob() {
        run("job-1");
        // tag::watch[]
        realtime.channel("job-1")
                .subscribe(options -> options.replay()
                        .on(STARTED, message -> show("started"))
                        .on(PROGRESS, message -> show(message.data().percent() + " %"))
                        .on(COMPLETED, message -> show("done")));
        // end::watch[]
        assertShown("started", "25 %", "50 %", "75 %", "done");
    }

    private void processChunk() {}
}
