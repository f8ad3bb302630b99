package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Gap;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import java.util.List;

/** Holds what a subscription was told against the log as it was emitted. */
final class DeliveryCheck {
    private DeliveryCheck() {}

    /**
     * What was delivered is the log in its order, and each hole in it is a gap told in its place, whose ends are right.
     *
     * @param log every message that should have been seen, in order
     * @param events messages and gaps as they were told
     */
    static void everythingIsDeliveredOrTold(List<MessageId> log, List<Object> events) {
        int next = 0;
        Gap open = null;
        for (Object event : events) {
            if (event instanceof Gap gap) {
                MessageId least = open == null ? MessageId.BEGINNING : open.next();
                assertTrue(!least.isAfter(gap.after()), () -> "two gaps for one stretch: " + gap);
                assertEquals(Gap.Reason.TRIMMED, gap.reason(), "reason");
                if (next > 0 && open == null) {
                    assertEquals(log.get(next - 1), gap.after(), "a gap starts after the last delivered");
                }
                open = gap;
            } else if (event instanceof Message<?> message) {
                int place = log.indexOf(message.id());
                assertTrue(place >= 0, () -> "delivered, but not emitted: " + message);
                int expected = next;
                if (open == null) {
                    assertEquals(
                            log.get(expected),
                            message.id(),
                            () -> "the message after " + expected + " others of " + log.size());
                } else {
                    assertTrue(place > expected, "a gap in which nothing is missing: " + open);
                    assertEquals(message.id(), open.next(), "a gap ends with the next delivered");
                }
                open = null;
                next = place + 1;
            }
        }
        assertEquals(log.size(), next, "messages delivered or told to be lost");
    }
}
