package dev.realtime4j.nats;

import io.nats.client.Connection;
import io.nats.client.impl.SocketDataPort;
import java.io.IOException;
import java.util.function.Consumer;

/** A driver's way to its socket, with a {@link HeaderGuard} in it. */
final class GuardedPort {
    private GuardedPort() {}

    /** An error listener that hears what a server says besides messages, before anything that comes after it is read. */
    interface Hearing {
        /** Must not block. */
        void said(String line);

        /** The connection could not be encrypted. */
        void notEncrypted(IOException why);
    }

    /** Public because the driver makes it, by its name. Used by one thread after the other. */
    public static final class OfSocket extends SocketDataPort {
        private final HeaderGuard guard = new HeaderGuard(super::read, this::said);

        /** For the driver. */
        public OfSocket() {}

        private void said(String line) {
            tell(hearing -> hearing.said(line));
        }

        private void tell(Consumer<Hearing> what) {
            Connection made = connection; // whose class is the driver's own
            if (made.getOptions().getErrorListener() instanceof Hearing hearing) {
                what.accept(hearing);
            }
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            return guard.read(to, offset, length);
        }

        @Override
        public void upgradeToSecure() throws IOException {
            if (!guard.isEmpty()) {
                throw new IOException("Somebody has spoken before the connection was encrypted");
            }
            try {
                super.upgradeToSecure();
            } catch (IOException e) {
                tell(hearing -> hearing.notEncrypted(e)); // the driver does not say why it has failed
                throw e;
            }
        }
    }
}
