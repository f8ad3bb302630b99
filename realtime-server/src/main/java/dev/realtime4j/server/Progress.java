package dev.realtime4j.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * A line on a terminal that counts what has been done: from the second second on, twice a second, and only where standard
 * error is a terminal that shows nothing else.
 */
final class Progress implements AutoCloseable {
    private static final long FIRST_NANOS = 1_000_000_000L;
    private static final long PERIOD_NANOS = 500_000_000L;
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter err;
    private long due = System.nanoTime() + FIRST_NANOS;
    private boolean asked;
    private boolean terminal;
    private boolean shown;

    Progress(PrintWriter err) {
        this.err = err;
    }

    void at(long count) {
        long now = System.nanoTime();
        if (now - due < 0) {
            return;
        }
        due = now + PERIOD_NANOS;
        if (!asked) {
            asked = true;
            terminal = isTerminal();
        }
        if (terminal) {
            shown = true;
            err.print(ERASE + String.format(Locale.ROOT, "%,d messages stored", count));
            err.flush();
        }
    }

    /** Java cannot tell for standard error, a shell can. */
    private static boolean isTerminal() {
        try {
            return new ProcessBuilder("sh", "-c", "test -t 2 && ! test -t 1")
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        erase();
    }

    /** Makes room for what else is told. */
    void erase() {
        if (shown) {
            shown = false;
            err.print(ERASE);
            err.flush();
        }
    }
}
