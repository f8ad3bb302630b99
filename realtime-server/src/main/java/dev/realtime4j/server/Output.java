package dev.realtime4j.server;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Standard output. A {@link PrintWriter} hides why a write has failed; this one remembers it. Safe for any threads. */
final class Output extends PrintWriter {
    private final Remembering writer;

    Output(Writer to) {
        this(new Remembering(to));
    }

    private Output(Remembering writer) {
        super(writer);
        this.writer = writer;
    }

    /**
     * Writes what waits to be written.
     *
     * @return why it cannot be written; null while it can, and where only its reader has gone, as in {@code … | head -n 1}
     */
    @Nullable
    IOException failure() {
        flush();
        IOException failure = writer.failure;
        return failure == null || readerHasGone(failure) ? null : failure;
    }

    /** Java tells it by the text of the system alone, which the launcher keeps from being translated. */
    private static boolean readerHasGone(IOException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
    }

    private static final class Remembering extends FilterWriter {
        private volatile @Nullable IOException failure;

        Remembering(Writer to) {
            super(to);
        }

        @Override
        public void write(int character) throws IOException {
            write(new char[] {(char) character}, 0, 1);
        }

        @Override
        public void write(String text, int offset, int length) throws IOException {
            write(text.toCharArray(), offset, length);
        }

        @Override
        public void write(char[] buffer, int offset, int length) throws IOException {
            try {
                super.write(buffer, offset, length);
            } catch (IOException e) {
                throw remembered(e);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                super.flush();
            } catch (IOException e) {
                throw remembered(e);
            }
        }

        private IOException remembered(IOException e) {
            if (failure == null) {
                failure = e;
            }
            return e;
        }
    }
}
