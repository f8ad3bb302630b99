package dev.realtime4j.http;

import dev.realtime4j.Message;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The frames of the messages that streams are being given just now. A message is the same object for all streams that
 * take it live; its frame is found by that identity and encoded anew where another one has taken its place. Safe for any
 * threads.
 */
final class FrameCache {
    private static final int SMALL = 1024;
    private static final int LARGE = 16;
    private static final int LARGE_BYTES = 8 * 1024;

    private record Kept(Message<?> message, Frame frame) {}

    private final AtomicReferenceArray<Kept> small = new AtomicReferenceArray<>(SMALL);
    /** Few, since each may hold as much as the longest message. */
    private final AtomicReferenceArray<Kept> large = new AtomicReferenceArray<>(LARGE);

    Frame of(Message<?> message) {
        boolean isLarge = message.jsonBytes().remaining() > LARGE_BYTES;
        AtomicReferenceArray<Kept> kept = isLarge ? large : small;
        int slot = System.identityHashCode(message) & (kept.length() - 1);
        Kept found = kept.getAcquire(slot);
        if (found != null && found.message() == message) {
            return found.frame();
        }
        Frame frame = Frame.of(message);
        kept.setRelease(slot, new Kept(message, frame));
        return frame;
    }
}
